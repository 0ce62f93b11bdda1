namespace Skills.Engine.Routing;

/// <summary>What all models of one provider share: whether it refused the key, which is the same for each. Thread-safe.</summary>
internal sealed class ProviderHealth
{
    private readonly Lock _gate = new();
    private long _readyAt;
    private string? _refusal;

    /// <summary>Gets when the provider may be asked again; in the past when it may be now.</summary>
    public long ReadyAt => Volatile.Read(ref _readyAt);

    /// <summary>Returns why the provider is not asked; null when it may be.</summary>
    public string? RefusalAt(long now)
    {
        lock (_gate)
        {
            return now < _readyAt ? _refusal : null;
        }
    }

    /// <summary>Notes that the provider refused the key.</summary>
    /// <param name="message">The sentence of the error.</param>
    /// <param name="now">The time.</param>
    /// <param name="until">When it may be asked again.</param>
    /// <returns>True for the first of several that were under way together.</returns>
    public bool KeyRefused(string message, long now, long until)
    {
        lock (_gate)
        {
            var isFirst = _readyAt <= now;
            _refusal = message;
            Volatile.Write(ref _readyAt, Math.Max(_readyAt, until));
            return isFirst;
        }
    }
}
