"""The commands of missions: fleet, plans, two yeses, the road, the door, the hand-over."""
