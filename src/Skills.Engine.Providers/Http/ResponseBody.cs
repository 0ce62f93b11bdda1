namespace Skills.Engine.Providers.Http;

/// <summary>An answer's body, read under the try's deadlines and the size limit. With <c>idle</c> its first byte counts as the answer's, and later ones keep the idle deadline off.</summary>
internal sealed class ResponseBody(Stream stream, AttemptClock clock, CallFaults faults, int limit, bool idle = true)
{
    private long _total;

    /// <summary>Reads some bytes; 0 at the end.</summary>
    /// <exception cref="ModelException">A deadline passed, the connection broke, or the limit was reached.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> into)
    {
        int read;
        try
        {
            read = await stream.ReadAsync(into, clock.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException or InvalidDataException)
        {
            throw faults.FromBody(e);
        }

        if (idle)
        {
            clock.Enter(TimeoutStage.Idle);
        }

        _total += read;
        return _total <= limit
            ? read
            : throw faults.Make(ModelErrorKind.Malformed, $"answered with more than {limit} bytes. Raise MaxResponseBytes if such answers are expected.");
    }

    /// <summary>Reads to the end.</summary>
    public async ValueTask<PooledBuffer> ReadAllAsync(long? announced)
    {
        var buffer = new PooledBuffer((int)Math.Clamp((announced ?? 4096) + 1, 1024, Math.Min(limit, 1 << 20)));
        try
        {
            while (await ReadAsync(buffer.GetMemory(512)).ConfigureAwait(false) is > 0 and var read)
            {
                buffer.Advance(read);
            }

            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }
}
