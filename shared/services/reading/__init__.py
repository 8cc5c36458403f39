"""What an owner may read of their interviews, in every form."""
