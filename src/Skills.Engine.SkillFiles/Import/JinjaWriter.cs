using System.Text;
using Skills.Engine.SkillFiles.Reading;

namespace Skills.Engine.SkillFiles.Import;

/// <summary>Builds a template of plain text and values, where nothing in the text can be taken for template code.</summary>
internal sealed class JinjaWriter
{
    private readonly StringBuilder _template = new();

    public JinjaWriter Text(string text)
    {
        // A brace before a value would belong to it.
        var open = text.EndsWith('{');
        _template.Append(PromptSection.Verbatim(open ? text[..^1] : text)).Append(open ? "{{ '{' }}" : "");
        return this;
    }

    public JinjaWriter Value(string expression)
    {
        _template.Append("{{ ").Append(expression).Append(" }}");
        return this;
    }

    public override string ToString() => _template.ToString();
}
