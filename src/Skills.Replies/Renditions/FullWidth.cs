using System.Buffers;

namespace Skills.Replies.Renditions;

/// <summary>Full-width and CJK punctuation outside strings, one character for one.</summary>
internal static class FullWidth
{
    private const string Wide = "｛｝［］：，；＂「」『』«»";
    private const string Plain = "{}[]:,;\"\"\"\"\"\"\"";

    private static readonly SearchValues<char> Any = SearchValues.Create(Wide);

    public static string? ToAscii(string text)
    {
        if (!text.AsSpan().ContainsAny(Any))
        {
            return null;
        }

        var result = text.ToCharArray();
        var closer = '\0';
        for (var i = 0; i < result.Length; i++)
        {
            var c = text[i];
            if (closer == '\0')
            {
                closer = c switch { '"' => '"', '“' => '”', '「' => '」', '『' => '』', '«' => '»', '＂' => '＂', _ => '\0' };
                result[i] = ToAscii(c);
            }
            else if (c == closer)
            {
                result[i] = ToAscii(c);
                closer = '\0';
            }
        }

        return new(result);
    }

    private static char ToAscii(char c) => Wide.IndexOf(c, StringComparison.Ordinal) is >= 0 and var index ? Plain[index] : c;
}
