using System.Buffers;
using System.Text.Json;

namespace Skills.JsonSchema.Instances;

/// <summary>The text of a value read token by token from a <see cref="Utf8JsonReader"/>, whose own buffer cannot be seen.</summary>
internal sealed class TapeText
{
    private const int KeptBytes = 1 << 20;

    private byte[] _bytes = [];
    private bool _separate;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public void Clear()
    {
        Length = 0;
        _separate = false;
    }

    public void Trim()
    {
        if (_bytes.Length > KeptBytes)
        {
            _bytes = [];
        }
    }

    public int Start(byte bracket)
    {
        Separate();
        Append(bracket);
        _separate = false;
        return Length - 1;
    }

    public int End(byte bracket)
    {
        Append(bracket);
        _separate = true;
        return Length;
    }

    public int Name(ref Utf8JsonReader reader)
    {
        var start = Quoted(ref reader);
        Append((byte)':');
        _separate = false;
        return start;
    }

    public int Quoted(ref Utf8JsonReader reader)
    {
        Separate();
        Append((byte)'"');
        var start = Length;
        Copy(ref reader);
        Append((byte)'"');
        _separate = true;
        return start;
    }

    public int Plain(ref Utf8JsonReader reader)
    {
        Separate();
        var start = Length;
        Copy(ref reader);
        _separate = true;
        return start;
    }

    private void Copy(ref Utf8JsonReader reader)
    {
        var length = reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length;
        Reserve(length);
        var target = _bytes.AsSpan(Length, length);
        if (reader.HasValueSequence)
        {
            reader.ValueSequence.CopyTo(target);
        }
        else
        {
            reader.ValueSpan.CopyTo(target);
        }

        Length += length;
    }

    private void Separate()
    {
        if (_separate)
        {
            Append((byte)',');
        }
    }

    private void Append(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    private void Reserve(int more)
    {
        if (Length + more > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(1024, (Length + more) * 2));
        }
    }
}
