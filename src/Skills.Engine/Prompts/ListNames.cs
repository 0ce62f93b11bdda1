using Skills.Jinja;

namespace Skills.Engine.Prompts;

/// <summary>A list whose items have the given shape.</summary>
internal sealed class ListNames(IJinjaShape items) : IJinjaShape
{
    public IEnumerable<string> MemberNames => [];

    public IJinjaShape? Items => items;

    // A list has no declared members, so a name on it is not a matter of declared names.
    public bool TryGetMember(string name, out IJinjaShape? member)
    {
        member = null;
        return true;
    }
}
