namespace Skills.Jinja.Checking;

/// <summary>The members of the <c>loop</c> variable. No other name exists under it.</summary>
/// <remarks>See <see href="https://jinja.palletsprojects.com/en/stable/templates/#for">the list of special variables in loops</see>.</remarks>
internal sealed class LoopShape : IJinjaShape
{
    internal static readonly LoopShape Instance = new();

    private static readonly string[] Names =
        ["index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem", "depth", "depth0", "cycle", "changed"];

    public IEnumerable<string> MemberNames => Names;

    public IJinjaShape? Items => null;

    public bool TryGetMember(string name, out IJinjaShape? member)
    {
        member = null;
        return Names.Contains(name);
    }
}
