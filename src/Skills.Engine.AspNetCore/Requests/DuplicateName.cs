using System.Text.Json;

namespace Skills.Engine.AspNetCore.Requests;

/// <summary>Finds a name that appears twice in one object. The parser refuses it without a place.</summary>
internal static class DuplicateName
{
    /// <summary>Returns the place of the second one, both numbers from 1; null when every name appears once.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static (int Line, int Byte)? Find(ReadOnlySpan<byte> json, int maxDepth)
    {
        var reader = new Utf8JsonReader(json, new() { MaxDepth = maxDepth });
        var open = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    open.Push(new(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    open.Pop();
                    break;
                case JsonTokenType.PropertyName when !open.Peek().Add(reader.GetString()!):
                    var before = json[..(int)reader.TokenStartIndex];
                    return (before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
            }
        }

        return null;
    }
}
