using System.Reflection;

namespace Skills.Jinja.Values;

/// <summary>An object whose type the host registered: its public properties, by name.</summary>
internal sealed class DescribedObject(object host, Dictionary<string, PropertyInfo> properties) : IJinjaObject
{
    internal object Host => host;

    public bool TryGetMember(string name, out object? value)
    {
        var known = properties.TryGetValue(name, out var property);
        value = known ? property!.GetValue(host) : null;
        return known;
    }

    public string ToTemplateText() => host.ToString() ?? "";
}
