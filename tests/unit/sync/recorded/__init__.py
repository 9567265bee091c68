"""What older programs said, byte for byte: made once by their own encoders, never made again."""
