namespace Skills.Json.Types;

/// <summary>Splits the path of a <see cref="System.Text.Json.JsonException"/>, such as <c>$.items[0]['odd name']</c>.</summary>
internal static class JsonPathTokens
{
    public static IEnumerable<string> Of(string path)
    {
        var at = 1;
        while (at < path.Length)
        {
            var (start, close) = path.AsSpan(at) switch
            {
                ['[', '\'', ..] => (at + 2, "']"),
                ['[', ..] => (at + 1, "]"),
                _ => (path[at] == '.' ? at + 1 : at, ""),
            };
            var end = close.Length == 0 ? path.AsSpan(start).IndexOfAny('.', '[') : path.AsSpan(start).IndexOf(close, StringComparison.Ordinal);
            end = end < 0 ? path.Length : start + end;
            yield return path[start..end];
            at = end + close.Length;
        }
    }
}
