"""The transit centre: arrivals, beds, onward travel, who is told, and looking for relatives from both sides."""
