using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Skills.Replies.Parsing;

/// <summary>Rented memory that a value is written into before it is read back as JSON. Not thread-safe; wiped when it is disposed.</summary>
internal sealed class JsonBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(64, capacity));
    private int _length;

    /// <summary>A writer into this buffer that escapes nothing JSON does not ask for.</summary>
    public Utf8JsonWriter NewWriter() => new(this, Options);

    /// <summary>What was written, as a value of its own.</summary>
    /// <param name="maxDepth">Deepest nesting it may have.</param>
    public JsonElement ToValue(int maxDepth) => JsonElement.Parse(_bytes.AsSpan(0, _length), new() { MaxDepth = maxDepth });

    /// <summary>Returns what was written, as a text.</summary>
    public string WrittenText() => System.Text.Encoding.UTF8.GetString(_bytes.AsSpan(0, _length));

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        bytes.AsSpan(0, Math.Min(_length, bytes.Length)).Clear();
        _length = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void MakeRoom(int count)
    {
        if (count <= _bytes.Length - _length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + count));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        _bytes.AsSpan(0, _length).Clear();
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
