using Json.Pointer;
using Json.Schema;

namespace Skills.Engine.JsonSchemaNet;

/// <summary>Turns the results of JsonSchema.Net into findings.</summary>
internal static class FindingReader
{
    private const int LongestMessage = 300;

    /// <summary>Reads what is wrong from results in the hierarchical format.</summary>
    /// <returns>At least one finding.</returns>
    public static IReadOnlyList<SchemaFinding> Read(EvaluationResults results)
    {
        var findings = new List<SchemaFinding>();
        Collect(results, findings);

        // A keyword of a later version could fail without a message.
        return findings.Count > 0 ? findings : [new(results.InstanceLocation.ToString(), results.SchemaLocation.ToString(), "schema", "The value does not match the schema.")];
    }

    private static void Collect(EvaluationResults node, List<SchemaFinding> findings)
    {
        foreach (var (keyword, message) in node.Errors ?? [])
        {
            findings.Add(keyword.Length > 0 ? Finding(node, keyword, message) : Refused(node));
        }

        foreach (var branches in (node.Details ?? []).GroupBy(detail => KeywordOf(node, detail), StringComparer.Ordinal))
        {
            CollectBranches(node, branches.Key, [.. branches], findings);
        }
    }

    // A failed branch of these keywords is not an error by itself, and JsonSchema.Net gives the keyword no message.
    private static void CollectBranches(EvaluationResults node, string keyword, IReadOnlyList<EvaluationResults> branches, List<SchemaFinding> findings)
    {
        var passed = branches.Count(static branch => branch.IsValid);
        switch (keyword)
        {
            case "anyOf" or "oneOf" when passed == 0:
                findings.Add(Finding(node, keyword, $"The value matches none of the {branches.Count} alternatives."));
                break;
            case "oneOf" when passed > 1:
                findings.Add(Finding(node, keyword, $"The value matches {passed} of the {branches.Count} alternatives, but must match exactly one."));
                break;
            case "not" when passed > 0:
                findings.Add(Finding(node, keyword, "The value matches the schema that it must not match."));
                break;
            case "anyOf" or "oneOf" or "not" or "if" or "contains":
                break;
            default:
                foreach (var branch in branches.Where(static branch => !branch.IsValid))
                {
                    Collect(branch, findings);
                }

                break;
        }
    }

    private static SchemaFinding Finding(EvaluationResults node, string keyword, string message) =>
        new(node.InstanceLocation.ToString(), $"{node.SchemaLocation}/{keyword}", keyword, Sentence(message));

    // The schema 'false'. The keyword is the one it stands under, such as additionalProperties.
    private static SchemaFinding Refused(EvaluationResults node)
    {
        var keyword = node.Parent is { } parent ? KeywordOf(parent, node) : "";
        return new(node.InstanceLocation.ToString(), node.SchemaLocation.ToString(), keyword.Length > 0 ? keyword : "false", "No value is allowed here.");
    }

    private static string KeywordOf(EvaluationResults node, EvaluationResults detail)
    {
        var depth = node.EvaluationPath.SegmentCount;
        return detail.EvaluationPath.SegmentCount > depth ? detail.EvaluationPath.GetSegment(depth).ToString() : "";
    }

    private static string Sentence(string message)
    {
        var text = message.Length <= LongestMessage ? message : message[..(LongestMessage - 1)] + "…";
        return text.EndsWith('.') ? text : text + ".";
    }
}
