"""The pages on which content admins change a draft: what they show, worked out from the draft as it stands."""
