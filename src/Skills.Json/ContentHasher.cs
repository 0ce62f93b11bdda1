using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Skills.Json;

/// <summary>
/// SHA-256 over a sequence of typed parts, each marked with its kind and length, so that no two different sequences
/// give the same bytes. Memory stays bounded whatever is appended. Not thread-safe; dispose it to return its buffer.
/// </summary>
public sealed class ContentHasher : IBufferWriter<byte>, IDisposable
{
    /// <summary>Bytes of a finished hash.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    private const int BufferBytes = 8 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _written;
    private IncrementalHash? _flushed;

    /// <summary>Appends a text; null differs from empty.</summary>
    public void Append(string? value)
    {
        if (value is null)
        {
            Mark(Kind.Null);
            return;
        }

        Mark(Kind.Text);
        AppendRaw(value.Length);
        AppendBytes(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    /// <summary>Appends a JSON value by its canonical form; absent differs from JSON null.</summary>
    public void Append(JsonElement? value)
    {
        if (value is not { } json)
        {
            Mark(Kind.Null);
            return;
        }

        Mark(Kind.Json);
        CanonicalJson.Write(json, this);
    }

    /// <summary>Appends a whole number.</summary>
    public void Append(long? value)
    {
        Mark(value is null ? Kind.Null : Kind.Integer);
        if (value is { } number)
        {
            AppendRaw(number);
        }
    }

    /// <summary>Appends a number by its value; 0 and −0 are the same.</summary>
    public void Append(double? value)
    {
        Mark(value is null ? Kind.Null : Kind.Double);
        if (value is { } number)
        {
            AppendRaw(BitConverter.DoubleToInt64Bits(number == 0 ? 0 : number));
        }
    }

    /// <summary>Appends a list in its order, with its length.</summary>
    public void Append(IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Mark(Kind.List);
        AppendRaw(values.Count);
        foreach (var value in values)
        {
            Append(value);
        }
    }

    /// <summary>Appends a map in the order of its keys, with its length.</summary>
    public void Append(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Mark(Kind.Map);
        AppendRaw(values.Count);
        foreach (var (key, value) in values.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            Append(key);
            Append(value);
        }
    }

    /// <summary>Appends a finished hash.</summary>
    public void AppendDigest(ReadOnlySpan<byte> digest)
    {
        Mark(Kind.Digest);
        AppendBytes(digest);
    }

    /// <summary>Writes the hash of everything appended; the hasher must not be used afterwards, other than to dispose it.</summary>
    /// <param name="destination">At least <see cref="HashBytes"/> bytes.</param>
    public void Finish(Span<byte> destination)
    {
        if (_flushed is null)
        {
            SHA256.HashData(_buffer.AsSpan(0, _written), destination);
            return;
        }

        Flush();
        _flushed.GetHashAndReset(destination);
    }

    /// <summary>Returns the hash of everything appended, in lower-case hexadecimal.</summary>
    public string FinishHex()
    {
        Span<byte> hash = stackalloc byte[HashBytes];
        Finish(hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <inheritdoc/>
    public void Advance(int count) => _written += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_written);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_written);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _flushed?.Dispose();
        if (_buffer.Length > 0)
        {
            // What was hashed may be inputs: it does not stay behind in the pool.
            _buffer.AsSpan(0, _written).Clear();
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private void Mark(Kind kind)
    {
        Reserve(1);
        _buffer[_written++] = (byte)kind;
    }

    private void AppendRaw(long value)
    {
        Reserve(sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_written), value);
        _written += sizeof(long);
    }

    private void AppendBytes(ReadOnlySpan<byte> bytes) => ((IBufferWriter<byte>)this).Write(bytes);

    private void Reserve(int size)
    {
        if (_buffer.Length - _written >= Math.Max(size, 1))
        {
            return;
        }

        Flush();
        if (size > _buffer.Length)
        {
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            _buffer = ArrayPool<byte>.Shared.Rent(size);
        }
    }

    private void Flush()
    {
        _flushed ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _flushed.AppendData(_buffer.AsSpan(0, _written));
        _buffer.AsSpan(0, _written).Clear();
        _written = 0;
    }

    // The numbers are part of every cache key. Changing one discards what is cached, and needs a new format version.
    private enum Kind : byte
    {
        Null = 0,
        Text = 1,
        Json = 2,
        Integer = 3,
        Double = 4,
        List = 8,
        Map = 9,
        Digest = 10,
    }
}
