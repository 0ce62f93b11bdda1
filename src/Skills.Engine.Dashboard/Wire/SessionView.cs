namespace Skills.Engine.Dashboard.Wire;

/// <summary>What the page may do and show.</summary>
internal sealed record SessionView(string Token, string? User, bool ReadOnly, bool Content, string? HiddenBecause, bool History, bool Dry, bool CanKeep, bool Replay, bool Batches, string Version);
