using Skills.Engine.Generators.Yaml;

namespace Skills.Engine.Generators.Checking;

/// <summary>Collects what is wrong in one file. Not thread-safe.</summary>
internal sealed class Findings
{
    private const int Most = 200;

    private readonly List<Finding> _all = [];

    public IReadOnlyList<Finding> All => _all;

    public void Add(string code, YamlNode node, string message) => Add(code, node.Start, node.End - node.Start, message);

    public void Add(string code, int start, int length, string message)
    {
        if (_all.Count < Most)
        {
            _all.Add(new(code, start, Math.Max(1, length), message));
        }
    }
}
