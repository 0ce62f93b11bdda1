using System.Text.Json;
using System.Text.Unicode;

namespace Skills.Engine.AspNetCore.Requests;

/// <summary>Checks the text of JSON. The parser looks at syntax only, and fails at the first use of a string that is no text.</summary>
internal static class JsonUnicode
{
    /// <summary>Returns whether the bytes are UTF-8, and no escape writes half of a surrogate pair.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static bool IsValid(ReadOnlySpan<byte> json, int maxDepth)
    {
        if (!Utf8.IsValid(json))
        {
            return false;
        }

        var reader = new Utf8JsonReader(json, new() { MaxDepth = maxDepth });
        try
        {
            while (json.Contains((byte)'\\') && reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
