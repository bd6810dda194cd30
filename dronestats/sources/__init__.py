"""Claims from the world: the bundled data, canonical files, the public Kaggle table."""
