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
        RandomNumberGenerator.Fill(bytes[8..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes, next >> CounterBits << 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | (int)(next & 0xFFF)));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
