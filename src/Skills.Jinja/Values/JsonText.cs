using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Skills.Jinja.Values;

/// <summary>Prints a plain JSON value straight from its document, without making a .NET string of it.</summary>
internal static class JsonText
{
    internal static void Write(RenderState state, JsonElement element)
    {
        var kind = element.ValueKind;
        if (kind is not (JsonValueKind.String or JsonValueKind.Number))
        {
            state.Writer.Text(HostValues.FromJson(element));
            return;
        }

        var buffer = state.Output;
        var raw = JsonMarshal.GetRawUtf8Value(element);
        if (kind == JsonValueKind.Number)
        {
            Number(state, element, raw);
            return;
        }

        var text = raw[1..^1];
        if (text.Contains((byte)'\\'))
        {
            buffer.Append(Of(element));
            return;
        }

        buffer.AppendUtf8(text);
    }

    /// <summary>Whether a JSON string holds no text.</summary>
    internal static bool IsEmpty(JsonElement element) => JsonMarshal.GetRawUtf8Value(element).Length == 2;

    // JSON writes whole numbers without a plus or zeros in front, as Python prints them.
    private static void Number(RenderState state, JsonElement element, ReadOnlySpan<byte> raw)
    {
        if (raw.Length < 19 && !raw.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            state.Output.AppendUtf8(raw);
        }
        else
        {
            state.Writer.Text(HostValues.FromJson(element));
        }
    }

    /// <summary>A JSON string as a .NET one. Halves of surrogate pairs, which System.Text.Json refuses, come out as they are, as in Python.</summary>
    internal static string Of(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Unescape(JsonMarshal.GetRawUtf8Value(element)[1..^1]);
        }
    }

    /// <summary>A property's name, by the same rule.</summary>
    internal static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return Unescape(JsonMarshal.GetRawUtf8PropertyName(property));
        }
    }

    private static string Unescape(ReadOnlySpan<byte> raw)
    {
        var text = Encoding.UTF8.GetString(raw);
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            i++;
            if (text[i] == 'u')
            {
                plain.Append((char)int.Parse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                plain.Append(text[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var c => c });
            }
        }

        return plain.ToString();
    }
}
