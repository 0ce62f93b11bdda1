namespace Skills.Engine.AspNetCore.Idempotency;

/// <summary>How much each tenant, or each user where there are no tenants, holds of something bounded. Not thread-safe.</summary>
internal sealed class Shares
{
    private readonly Dictionary<string, (int Count, long Bytes)> _held = new(StringComparer.Ordinal);

    /// <summary>Returns who a caller counts as.</summary>
    public static string HolderOf(SkillExecutionContext caller) => caller.TenantId is { } tenant ? "t:" + tenant : "u:" + caller.UserId;

    public (int Count, long Bytes) Of(string holder) => _held.GetValueOrDefault(holder);

    public void Add(string holder, int count, long bytes)
    {
        var (known, size) = Of(holder);
        if (known + count == 0)
        {
            _held.Remove(holder);
        }
        else
        {
            _held[holder] = (known + count, size + bytes);
        }
    }

    /// <summary>Returns who holds most; null when nobody holds anything.</summary>
    public string? Largest(bool byBytes) => _held.Count == 0 ? null : _held.MaxBy(h => byBytes ? h.Value.Bytes : h.Value.Count).Key;
}
