namespace Skills.Engine.Caching;

/// <summary>What is left of the time one execution may be held up by the shared store.</summary>
internal readonly struct CacheDeadline(TimeProvider time, TimeSpan hard, TimeSpan soft)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>For a call without which there is nothing to go on with.</summary>
    public TimeSpan Hard => Left(hard);

    /// <summary>For a call that only makes things better.</summary>
    public TimeSpan Soft => Hard < soft ? Hard : soft;

    private TimeSpan Left(TimeSpan limit)
    {
        var left = limit - time.GetElapsedTime(_start);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
