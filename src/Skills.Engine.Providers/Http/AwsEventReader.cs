using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Skills.Engine.Providers.Http;

/// <summary>
/// Reads the binary messages of <c>application/vnd.amazon.eventstream</c>: total length, length of the headers, a CRC-32 of both,
/// headers, payload, and a CRC-32 of all before it. Numbers are big-endian.
/// </summary>
internal sealed class AwsEventReader(ResponseBody body, CallFaults faults) : IEventReader
{
    /// <summary>What the name of an exception begins with; the rest is its type.</summary>
    public const string ExceptionPrefix = "exception:";

    private const int PreludeLength = 12;
    private const int LeastLength = 16;

    // The protocol's own bound of one message.
    private const int MostLength = 16 * 1024 * 1024;
    private const byte TextHeader = 7;

    private readonly PooledBuffer _buffer = new(8192);
    private int _read;
    private int _payloadStart;
    private int _payloadLength;

    public string? EventName { get; private set; }

    public ReadOnlyMemory<byte> Data => _buffer.Written.Slice(_payloadStart, _payloadLength);

    public bool IsLast => false;

    public bool IsComment => _payloadLength == 0;

    public async ValueTask<bool> ReadAsync()
    {
        _buffer.Consume(_read);
        _read = _payloadStart = _payloadLength = 0;
        EventName = null;
        if (!await FillAsync(PreludeLength).ConfigureAwait(false))
        {
            return false;
        }

        var length = CheckedLength();
        if (!await FillAsync(length).ConfigureAwait(false))
        {
            return false;
        }

        Take(length);
        return true;
    }

    public void Dispose() => _buffer.Dispose();

    // False when the body ends before: a message that is not whole is none.
    private async ValueTask<bool> FillAsync(int length)
    {
        while (_buffer.Length < length)
        {
            var read = await body.ReadAsync(_buffer.GetMemory(4096)).ConfigureAwait(false);
            if (read == 0)
            {
                return false;
            }

            _buffer.Advance(read);
        }

        return true;
    }

    private int CheckedLength()
    {
        var prelude = _buffer.Written.Span[..PreludeLength];
        var length = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
        var isSane = length is >= LeastLength and <= MostLength && headers <= length - LeastLength;
        return isSane && Crc32.HashToUInt32(prelude[..8]) == BinaryPrimitives.ReadUInt32BigEndian(prelude[8..]) ? (int)length : throw Broken();
    }

    private void Take(int length)
    {
        var message = _buffer.Written.Span[..length];
        if (Crc32.HashToUInt32(message[..^4]) != BinaryPrimitives.ReadUInt32BigEndian(message[^4..]))
        {
            throw Broken();
        }

        var headers = (int)BinaryPrimitives.ReadUInt32BigEndian(message[4..]);
        ReadHeaders(message.Slice(PreludeLength, headers));
        _payloadStart = PreludeLength + headers;
        _payloadLength = length - LeastLength - headers;
        _read = length;
    }

    private void ReadHeaders(ReadOnlySpan<byte> headers)
    {
        string? kind = null, fault = null;
        while (headers.Length > 0)
        {
            var name = Text(headers, 1, headers[0]);
            headers = headers[(1 + headers[0])..];
            if (headers is not [TextHeader, _, _, ..])
            {
                headers = headers[LengthOfOther(headers)..];
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(headers[1..]);
            var value = Text(headers, 3, length);
            headers = headers[(3 + length)..];
            kind = name == ":event-type" ? value : kind;
            fault = name is ":exception-type" or ":error-code" ? value : fault;
        }

        EventName = fault is null ? kind : ExceptionPrefix + fault;
    }

    private string Text(ReadOnlySpan<byte> from, int start, int length) =>
        start + length <= from.Length ? Encoding.UTF8.GetString(from.Slice(start, length)) : throw Broken();

    // Two booleans have no value, numbers, times and ids a fixed one, bytes their length before them.
    private int LengthOfOther(ReadOnlySpan<byte> header)
    {
        int length = header switch
        {
            [0 or 1, ..] => 1,
            [2, ..] => 2,
            [3, ..] => 3,
            [4, ..] => 5,
            [5 or 8, ..] => 9,
            [9, ..] => 17,
            [6, var high, var low, ..] => 3 + (high << 8) + low,
            _ => int.MaxValue,
        };
        return length <= header.Length ? length : throw Broken();
    }

    private ModelException Broken() => faults.Make(ModelErrorKind.Malformed, "sent a message whose length or checksum is wrong.");
}
