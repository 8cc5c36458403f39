"""How somebody spoke: each metric measured from the transcript, or said to be unmeasurable."""
