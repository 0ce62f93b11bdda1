using System.Text.Json;

namespace Skills.Json;

/// <summary>Reads and writes JSON Pointers (RFC 6901), such as <c>/items/0/price</c>.</summary>
public static class JsonPointer
{
    /// <summary>Returns the value at a pointer; null when there is none.</summary>
    /// <param name="root">The value that the pointer starts at.</param>
    /// <param name="pointer">Empty for the root itself; otherwise it starts with <c>/</c>.</param>
    public static JsonElement? Find(JsonElement root, string pointer)
    {
        var current = root;
        foreach (var token in Split(pointer))
        {
            if (current.ValueKind == JsonValueKind.Object && current.TryGetProperty(token, out var member))
            {
                current = member;
            }
            else if (current.ValueKind == JsonValueKind.Array && int.TryParse(token, out var index) && index >= 0 && index < current.GetArrayLength())
            {
                current = current[index];
            }
            else
            {
                return null;
            }
        }

        return current;
    }

    /// <summary>Returns a pointer's tokens, unescaped.</summary>
    /// <param name="pointer">Empty for the root; otherwise it starts with <c>/</c>.</param>
    public static string[] Split(string pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        return pointer.Length == 0
            ? []
            : [.. pointer[1..].Split('/').Select(static t => t.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
    }

    /// <summary>Returns a name or index as a token of a pointer, with <c>~</c> and <c>/</c> escaped.</summary>
    /// <param name="token">The name or index.</param>
    public static string Escape(string token) => token.AsSpan().ContainsAny('~', '/')
        ? token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)
        : token;
}
