using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Skills.Jinja.Rendering;

namespace Skills.Jinja.Values;

/// <summary>Prints a plain JSON value straight from its document, without making a .NET string of it.</summary>
internal static class JsonText
{
    internal static void Write(RenderState state, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            state.Writer.Text(HostValues.FromJson(element));
            return;
        }

        var buffer = state.Output;
        var raw = JsonMarshal.GetRawUtf8Value(element);
        var text = raw[1..^1];
        if (text.Contains((byte)'\\'))
        {
            buffer.Append(element.GetString()!);
            return;
        }

        buffer.Length += Encoding.UTF8.GetChars(text, buffer.Reserve(text.Length));
    }
}
