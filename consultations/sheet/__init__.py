"""The patient's sheet on paper: a tagged PDF of one signed record, made here without asking anybody anything."""
