namespace Skills.Engine.Batches.Storage;

/// <summary>A time of day that only goes on: a correction of the machine's clock makes no wait longer or shorter. Thread-safe.</summary>
internal sealed class SteadyClock(TimeProvider time)
{
    private readonly DateTimeOffset _began = time.GetUtcNow();
    private readonly long _timestamp = time.GetTimestamp();

    public DateTimeOffset Now => _began + time.GetElapsedTime(_timestamp);
}
