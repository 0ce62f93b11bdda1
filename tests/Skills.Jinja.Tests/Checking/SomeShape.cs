using System.Collections;

namespace Skills.Jinja.Tests.Checking;

/// <summary>A shape written down member by member.</summary>
internal sealed class SomeShape : IJinjaShape, IEnumerable<string>
{
    private readonly Dictionary<string, IJinjaShape?> _members = [];

    public IEnumerable<string> MemberNames => _members.Keys;

    public IJinjaShape? Items { get; init; }

    /// <summary>The shape of every member that is not named; null when there are no others.</summary>
    public IJinjaShape? Others { get; init; }

    public IJinjaShape? this[string name]
    {
        set => _members[name] = value;
    }

    public bool TryGetMember(string name, out IJinjaShape? member)
    {
        var isNamed = _members.TryGetValue(name, out member);
        member ??= isNamed ? null : Others;
        return isNamed || Others is not null;
    }

    public IEnumerator<string> GetEnumerator() => _members.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
