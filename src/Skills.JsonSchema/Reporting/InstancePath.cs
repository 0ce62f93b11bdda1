using System.Text;
using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Reporting;

/// <summary>The way from the root of the instance to the value at hand, turned into text only when asked.</summary>
internal sealed class InstancePath
{
    private readonly List<(JsonProperty? Property, int Index)> _steps = [];

    public void Push(JsonProperty property) => _steps.Add((property, -1));

    public void Push(int index) => _steps.Add((null, index));

    public void Pop() => _steps.RemoveAt(_steps.Count - 1);

    public override string ToString()
    {
        // RFC 6901, section 5: the pointer to the whole document is the empty text, not "/".
        if (_steps.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var (property, index) in _steps)
        {
            text.Append('/');
            if (property is { } named)
            {
                text.Append(PointerText.Escape(JsonText.NameOf(named)));
            }
            else
            {
                text.Append(index);
            }
        }

        return text.ToString();
    }
}
