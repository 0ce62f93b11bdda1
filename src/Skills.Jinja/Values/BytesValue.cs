using System.Text;
using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>What <c>str.encode</c> gives.</summary>
internal sealed class BytesValue(byte[] bytes) : HeapValue(ValueKind.Other)
{
    internal override string TypeName => "bytes";

    internal override int Count => bytes.Length;

    internal override bool Truthy => bytes.Length > 0;

    internal static BytesValue Encode(string text, string encoding, string errors)
    {
        var name = encoding.ToLowerInvariant().Replace('_', '-');
        Encoding? known = name switch
        {
            "utf-8" or "utf8" => new UTF8Encoding(false, errors == "strict"),
            "ascii" or "us-ascii" => Fallback("us-ascii", errors),
            "latin-1" or "latin1" or "iso-8859-1" => Fallback("iso-8859-1", errors),
            _ => null,
        };
        if (known is null)
        {
            throw RuntimeFault.Value($"unknown encoding: {encoding}");
        }

        try
        {
            return new(known.GetBytes(text));
        }
        catch (EncoderFallbackException)
        {
            throw RuntimeFault.Value($"'{name}' codec can't encode a character");
        }
    }

    internal override ValueIterator Iterate(RenderState state) => new ArrayIterator(Array.ConvertAll(bytes, static b => Value.Of((long)b)));

    internal override void WriteRepr(ReprWriter writer)
    {
        var text = new StringBuilder();
        foreach (var b in bytes)
        {
            text.Append(b switch
            {
                (byte)'\\' => "\\\\",
                (byte)'\n' => "\\n",
                (byte)'\r' => "\\r",
                (byte)'\t' => "\\t",
                >= 0x20 and < 0x7f => ((char)b).ToString(),
                _ => $"\\x{b:x2}",
            });
        }

        var body = text.ToString();
        var quote = body.Contains('\'', StringComparison.Ordinal) && !body.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        writer.Append($"b{quote}{(quote == '\'' ? body.Replace("'", "\\'", StringComparison.Ordinal) : body)}{quote}");
    }

    internal override bool TryGetItem(RenderState state, Value key, out Value value)
    {
        if (key.IsInt && Indexing.TryPlace(key.Int, bytes.Length, out var index))
        {
            value = Value.Of((long)bytes[index]);
            return true;
        }

        value = default;
        return false;
    }

    public override bool Equals(object? obj) => obj is BytesValue other && bytes.AsSpan().SequenceEqual(other.Bytes);

    public override int GetHashCode() => bytes.Length;

    private byte[] Bytes => bytes;

    private static Encoding Fallback(string name, string errors) => Encoding.GetEncoding(
        name,
        errors switch { "ignore" => new EncoderReplacementFallback(""), "replace" => new EncoderReplacementFallback("?"), _ => EncoderFallback.ExceptionFallback },
        DecoderFallback.ExceptionFallback);
}
