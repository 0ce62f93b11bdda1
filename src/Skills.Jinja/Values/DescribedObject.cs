using System.Globalization;

namespace Skills.Jinja.Values;

/// <summary>An object whose type the host registered: its public properties, by name.</summary>
internal sealed class DescribedObject(object host, HostMembers members) : IJinjaObject
{
    internal object Host => host;

    public string TypeName => host.GetType().Name;

    public IReadOnlyCollection<string> MemberNames => members.Names;

    public bool TryGetMember(string name, out object? value)
    {
        var known = members.TryFind(name, out var property);
        value = known ? property!.GetValue(host) : null;
        return known;
    }

    public string ToTemplateText() => (host is IFormattable value ? value.ToString(null, CultureInfo.InvariantCulture) : host.ToString()) ?? "";
}
