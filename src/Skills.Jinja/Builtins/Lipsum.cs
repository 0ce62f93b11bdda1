using System.Text;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Filler text: paragraphs of Latin words. The words drawn are ours, not Python's.</summary>
internal static class Lipsum
{
    private static readonly string[] Words =
    [
        "lorem", "ipsum", "dolor", "sit", "amet", "consectetuer", "adipiscing", "elit", "sed", "diam", "nonummy", "nibh", "euismod", "tincidunt",
        "laoreet", "dolore", "magna", "aliquam", "erat", "volutpat", "enim", "minim", "veniam", "quis", "nostrud", "tation", "lobortis", "nisl",
    ];

    internal static Value Make(RenderState state, ReadOnlySpan<Value> a)
    {
        var (count, html, min, max) = (Arg.Int(a[0]), Arg.Flag(a[1]), Arg.Int(a[2]), Arg.Int(a[3]));
        if (max <= min)
        {
            throw RuntimeFault.Value(FormattableString.Invariant($"empty range for randrange() ({min}, {max}, {max - min})"));
        }

        var paragraphs = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var text = Paragraph(state, state.Random.Next(min, max));
            state.BuildString(text.Length);
            paragraphs.Add(html ? $"<p>{text}</p>" : text);
        }

        var all = string.Join(html ? "\n" : "\n\n", paragraphs);
        state.BuildString(all.Length);
        return Value.Text(all, html);
    }

    private static string Paragraph(RenderState state, int words)
    {
        var text = new StringBuilder();
        var last = "";
        for (var i = 0; i < words; i++)
        {
            state.Step(4);
            var word = Words[state.Random.Next(Words.Length)];
            if (word == last)
            {
                word = Words[(Array.IndexOf(Words, word) + 1) % Words.Length];
            }

            last = word;
            var start = text.Length == 0 || text[^1] == '.';
            text.Append(i > 0 ? " " : "").Append(start ? char.ToUpperInvariant(word[0]) + word[1..] : word);
            if (i == words - 1 || state.Random.Next(12) == 0)
            {
                text.Append('.');
            }
            else if (state.Random.Next(6) == 0)
            {
                text.Append(',');
            }
        }

        return text.ToString();
    }
}
