"""Claims -> the briefing folder."""
