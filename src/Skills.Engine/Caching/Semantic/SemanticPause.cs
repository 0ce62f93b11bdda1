namespace Skills.Engine.Caching.Semantic;

/// <summary>Leaves failing embeddings alone for a while, so that not every miss waits for them. Thread-safe.</summary>
internal sealed class SemanticPause(TimeProvider time)
{
    public const int FailuresInARow = 5;

    public static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    private const long Never = long.MinValue;

    private int _row;
    private long _since = Never;

    public bool IsOver => Volatile.Read(ref _since) is var since && (since == Never || time.GetElapsedTime(since) >= Length);

    public void Succeeded() => Volatile.Write(ref _row, 0);

    /// <summary>Takes note of a failure; whether it begins a pause. After a pause, one more failure begins the next.</summary>
    public bool Failed()
    {
        if (Interlocked.Increment(ref _row) < FailuresInARow)
        {
            return false;
        }

        Volatile.Write(ref _since, time.GetTimestamp());
        return true;
    }
}
