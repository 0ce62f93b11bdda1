using Skills.Jinja;

namespace Skills.Engine.Prompts;

/// <summary>A shape put together from named members, in front of another one.</summary>
/// <param name="members">The members by name; null for a member of which nothing is known.</param>
/// <param name="others">Asked for every other name; null when there are no others.</param>
/// <param name="isOpen">Whether every other name may be there too.</param>
internal sealed class KnownNames(IReadOnlyDictionary<string, IJinjaShape?> members, IJinjaShape? others = null, bool isOpen = false) : IJinjaShape
{
    public IEnumerable<string> MemberNames => (others?.MemberNames ?? []).Concat(members.Keys);

    public IJinjaShape? Items => null;

    public bool TryGetMember(string name, out IJinjaShape? member) => others is not null && (!members.ContainsKey(name) || others.MemberNames.Contains(name))
        ? others.TryGetMember(name, out member)
        : members.TryGetValue(name, out member) || isOpen;
}
