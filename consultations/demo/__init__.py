"""A made-up clinic to try Pearl with. All of it goes through the services; the answers come from the protocol."""
