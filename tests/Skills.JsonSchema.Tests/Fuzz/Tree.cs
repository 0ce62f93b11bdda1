using System.Text;
using System.Text.Json;

namespace Skills.JsonSchema.Tests.Fuzz;

/// <summary>A JSON value that can be changed in any way, duplicate names and odd escapes included.</summary>
internal abstract class Tree
{
    public static Tree Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new Map([.. value.EnumerateObject().Select(property => (JsonSerializer.Serialize(property.Name), Of(property.Value)))]),
        JsonValueKind.Array => new Sequence([.. value.EnumerateArray().Select(Of)]),
        _ => new Leaf(value.GetRawText()),
    };

    public IEnumerable<Tree> All() => this switch
    {
        Map map => map.Members.SelectMany(member => member.Value.All()).Prepend(this),
        Sequence list => list.Items.SelectMany(item => item.All()).Prepend(this),
        _ => [this],
    };

    public abstract void Write(StringBuilder text);

    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    internal sealed class Map(List<(string Name, Tree Value)> members) : Tree
    {
        public List<(string Name, Tree Value)> Members { get; } = members;

        public override void Write(StringBuilder text)
        {
            var separator = "{";
            foreach (var (name, value) in Members)
            {
                text.Append(separator).Append(name).Append(':');
                value.Write(text);
                separator = ",";
            }

            text.Append(separator == "{" ? "{}" : "}");
        }
    }

    internal sealed class Sequence(List<Tree> items) : Tree
    {
        public List<Tree> Items { get; } = items;

        public override void Write(StringBuilder text)
        {
            var separator = "[";
            foreach (var item in Items)
            {
                text.Append(separator);
                item.Write(text);
                separator = ",";
            }

            text.Append(separator == "[" ? "[]" : "]");
        }
    }

    internal sealed class Leaf(string json) : Tree
    {
        public string Json { get; set; } = json;

        public override void Write(StringBuilder text) => text.Append(Json);
    }
}
