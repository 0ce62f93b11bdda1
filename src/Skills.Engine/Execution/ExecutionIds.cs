using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Skills.Engine.Execution;

/// <summary>
/// Execution ids: UUID version 7 (RFC 9562, method 1: the 12 bits after the version count within a millisecond), so ids of
/// one process sort in the order they were made. Thread-safe.
/// </summary>
internal sealed class ExecutionIds(TimeProvider time)
{
    private const int CounterBits = 12;
    private const int RandomBytes = 8;

    // The operating system is asked for many bytes at a time; each is used once.
    private readonly byte[] _random = new byte[RandomBytes * 128];
    private readonly Lock _gate = new();
    private int _used = RandomBytes * 128;
    private long _last;

    public string Next()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds() << CounterBits;
        long seen, next;
        do
        {
            seen = Interlocked.Read(ref _last);
            next = Math.Max(now, seen + 1);
        }
        while (Interlocked.CompareExchange(ref _last, next, seen) != seen);

        Span<byte> bytes = stackalloc byte[16];
        FillRandom(bytes[8..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes, next >> CounterBits << 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | (int)(next & 0xFFF)));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private void FillRandom(Span<byte> destination)
    {
        lock (_gate)
        {
            if (_used == _random.Length)
            {
                RandomNumberGenerator.Fill(_random);
                _used = 0;
            }

            var taken = _random.AsSpan(_used, RandomBytes);
            taken.CopyTo(destination);
            taken.Clear();
            _used += RandomBytes;
        }
    }
}
