using System.Runtime.CompilerServices;
using Skills.JsonSchema.Compilation;

namespace Skills.JsonSchema.Reporting;

/// <summary>Arranges the record of an evaluation as output units.</summary>
internal static class OutputUnits
{
    public static List<OutputUnit> Flat(Trace root)
    {
        var flat = new List<OutputUnit>();
        Flatten(Units(root, "", relevantOnly: true), flat, root.IsValid);
        return flat;
    }

    public static List<OutputUnit> Condensed(Trace root) => Condense(Units(root, "", relevantOnly: true));

    public static List<OutputUnit> All(Trace root) => Units(root, "", relevantOnly: false);

    private static void Flatten(List<OutputUnit> units, List<OutputUnit> flat, bool valid)
    {
        foreach (var unit in units)
        {
            if (!valid || unit.Annotation is not null)
            {
                flat.Add(unit with { Children = [] });
            }

            Flatten(unit.Children, flat, valid);
        }
    }

    private static List<OutputUnit> Condense(List<OutputUnit> units)
    {
        var condensed = new List<OutputUnit>();
        foreach (var unit in units)
        {
            var children = Condense(unit.Children);
            // Section 12.4.3: a unit without a message of its own gives way to its only child.
            if (unit.Error is not null || unit.Annotation is not null || children.Count > 1)
            {
                condensed.Add(unit with { Children = children });
            }
            else
            {
                condensed.AddRange(children);
            }
        }

        return condensed;
    }

    /// <param name="trace">The outcome of one schema.</param>
    /// <param name="path">The keywords followed to get there.</param>
    /// <param name="relevantOnly">Whether to leave out what did not decide: passes within a failure, failures within a pass.</param>
    private static List<OutputUnit> Units(Trace trace, string path, bool relevantOnly)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var units = new List<OutputUnit>();
        foreach (var keyword in trace.Keywords)
        {
            if (relevantOnly && keyword.IsValid != trace.IsValid)
            {
                continue;
            }

            var children = new List<OutputUnit>();
            foreach (var child in keyword.Children)
            {
                if (!relevantOnly || child.IsValid == keyword.IsValid)
                {
                    children.AddRange(Units(child, path + Step(keyword, child), relevantOnly));
                }
            }

            units.Add(Unit(trace, keyword, path, children));
        }

        return units;
    }

    private static OutputUnit Unit(Trace trace, KeywordTrace keyword, string path, List<OutputUnit> children)
    {
        var suffix = keyword.Name.Length == 0 ? "" : "/" + PointerText.Escape(keyword.Name);
        return new(
            keyword.IsValid, path + suffix, trace.Node.Location(suffix), keyword.InstanceLocation, keyword.Message, keyword.Annotation, children);
    }

    private static string Step(KeywordTrace keyword, Trace child) =>
        // Section 12.3.1: a keyword's location follows the references that were taken; section 12.3.2: the absolute one does not.
        keyword.Keyword is Keyword.Ref or Keyword.DynamicRef or Keyword.RecursiveRef ? "/" + keyword.Name : child.Node.Step();
}
