using Skills.JsonSchema.Unicode;

namespace Skills.JsonSchema.Formats;

/// <summary>What host names that hold right-to-left text must keep to: RFC 5893, section 2.</summary>
internal static class BidiRule
{
    private static readonly string[] RightToLeft = ["bc=R", "bc=AL", "bc=AN", "bc=EN", "bc=ES", "bc=CS", "bc=ET", "bc=ON", "bc=BN", "bc=NSM"];
    private static readonly string[] LeftToRight = ["bc=L", "bc=EN", "bc=ES", "bc=CS", "bc=ET", "bc=ON", "bc=BN", "bc=NSM"];

    /// <param name="labels">The code points of every label, none empty.</param>
    public static bool Holds(List<int[]> labels) =>
        // Section 1.4: the rule is for names with at least one right-to-left label.
        !labels.Exists(static label => Array.Exists(label, static code => Is(code, "bc=R", "bc=AL", "bc=AN"))) || labels.TrueForAll(Holds);

    private static bool Holds(int[] label)
    {
        var last = label.Length - 1;
        // Conditions 3 and 6 look at the end without the marks that follow it.
        while (last > 0 && Is(label[last], "bc=NSM"))
        {
            last--;
        }

        if (Is(label[0], "bc=L"))
        {
            // Conditions 5 and 6.
            return Array.TrueForAll(label, static code => Is(code, LeftToRight)) && Is(label[last], "bc=L", "bc=EN");
        }

        // Conditions 1 to 4.
        return Is(label[0], "bc=R", "bc=AL")
            && Array.TrueForAll(label, static code => Is(code, RightToLeft))
            && Is(label[last], "bc=R", "bc=AL", "bc=EN", "bc=AN")
            && !(Array.Exists(label, static code => Is(code, "bc=EN")) && Array.Exists(label, static code => Is(code, "bc=AN")));
    }

    private static bool Is(int code, params ReadOnlySpan<string> classes)
    {
        foreach (var name in classes)
        {
            if (UnicodeTables.Get(name).Contains(code))
            {
                return true;
            }
        }

        return false;
    }
}
