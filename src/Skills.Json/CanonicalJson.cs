using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Skills.Json.Canonical;

namespace Skills.Json;

/// <summary>
/// Writes JSON in its canonical form (RFC 8785): members sorted by UTF-16 code units, shortest numbers, fewest escapes.
/// Equal values give equal bytes, whatever their spelling.
/// </summary>
/// <remarks>
/// Where RFC 8785 forbids the input, bytes stay distinct instead of colliding: an integer that no double holds keeps its
/// digits, members of the same name stay in their order, and a lone surrogate stays escaped.
/// </remarks>
public static class CanonicalJson
{
    /// <summary>Most levels of arrays and objects.</summary>
    public const int MaxDepth = 2000;

    /// <summary>Writes <paramref name="value"/> as canonical UTF-8. An undefined element is written as null.</summary>
    /// <param name="value">The value.</param>
    /// <param name="output">Receives the bytes in pieces, so it need not hold the whole.</param>
    /// <exception cref="InsufficientExecutionStackException">The value is nested deeper than <see cref="MaxDepth"/>, or than the thread's stack allows.</exception>
    public static void Write(JsonElement value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            output.Write("null"u8);
            return;
        }

        var text = JsonMarshal.GetRawUtf8Value(value);
        var tape = TapeOf(text);
        try
        {
            var writer = new CanonicalJsonWriter(text, tape.Rows, output);
            try
            {
                writer.Write(0);
            }
            finally
            {
                writer.Dispose();
            }
        }
        finally
        {
            tape.Dispose();
        }
    }

    /// <summary>Returns the canonical form as UTF-8.</summary>
    /// <inheritdoc cref="Write(JsonElement, IBufferWriter{byte})" path="/exception"/>
    public static byte[] GetBytes(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Write(value, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Returns the canonical form as text.</summary>
    /// <inheritdoc cref="Write(JsonElement, IBufferWriter{byte})" path="/exception"/>
    public static string GetString(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Write(value, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>
    /// Returns whether a text that a parser took is JSON by the standard (RFC 8259). Parsers may also take comments and trailing commas.
    /// </summary>
    /// <param name="parsed">The text, as UTF-8. It must be one that a JSON parser took.</param>
    /// <param name="maxDepth">Most levels of arrays and objects.</param>
    /// <exception cref="JsonException">The text is nested deeper, or was changed after it was parsed.</exception>
    public static bool IsStandard(ReadOnlySpan<byte> parsed, int maxDepth)
    {
        var tape = new JsonTape(parsed, maxDepth);
        var isStandard = tape.IsStrict;
        tape.Dispose();
        return isStandard;
    }

    // A fixed bound gives the same answer on every thread.
    private static JsonTape TapeOf(ReadOnlySpan<byte> text)
    {
        try
        {
            return new(text, MaxDepth);
        }
        catch (JsonException tooDeep)
        {
            throw new InsufficientExecutionStackException(tooDeep.Message, tooDeep);
        }
    }
}
