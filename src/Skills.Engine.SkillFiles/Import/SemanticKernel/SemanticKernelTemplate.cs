using System.Text;
using Skills.Engine.SkillFiles.Import.Handlebars;

namespace Skills.Engine.SkillFiles.Import.SemanticKernel;

/// <summary>A template that calls code.</summary>
internal sealed class FunctionCallException(string message, int offset) : Exception(message)
{
    public int Offset { get; } = offset;
}

/// <summary>Semantic Kernel's own template language: <c>{{$name}}</c>, values in quotes, and calls of functions.</summary>
internal static class SemanticKernelTemplate
{
    /// <exception cref="FunctionCallException">The template calls a function.</exception>
    /// <exception cref="ForeignTemplateException">A tag cannot be read.</exception>
    public static string ToJinja(string text, IReadOnlyCollection<string> declared)
    {
        var result = new StringBuilder();
        var at = 0;
        for (var open = text.IndexOf("{{", StringComparison.Ordinal); open >= 0; open = text.IndexOf("{{", at, StringComparison.Ordinal))
        {
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                break;
            }

            result.Append(LiteralText.Of(text[at..open])).Append(Tag(text[(open + 2)..close].Trim(), open, declared));
            at = close + 2;
        }

        return result.Append(LiteralText.Of(text[at..])).ToString();
    }

    private static string Tag(string body, int offset, IReadOnlyCollection<string> declared)
    {
        if (body is ['"' or '\'', .., '"' or '\''])
        {
            return LiteralText.Of(body[1..^1]);
        }

        if (body is ['$', ..] && HandlebarsScope.Identifier().IsMatch(body[1..]))
        {
            // Names are compared without case there.
            var name = declared.FirstOrDefault(d => string.Equals(d, body[1..], StringComparison.OrdinalIgnoreCase)) ?? body[1..];
            return $"{{{{ {name} }}}}";
        }

        throw body.Length == 0
            ? new ForeignTemplateException("An empty tag.", offset)
            : new FunctionCallException($"'{body.Split(' ')[0]}' is a function of the kernel, and skills call no code from a template. Make its result an input.", offset);
    }
}
