using System.Text;
using System.Text.Json;

namespace Skills.Replies;

/// <summary>Texts that blow up other readers. Work is measured by what is allocated, which does not depend on the machine. The benchmark of outputs measures the time.</summary>
[Collection(SharedPoolCollection.Name)]
public class AdversarialGrowthTests
{
    private const int Small = 128 * 1024;
    private static readonly JsonElement Schema = JsonElement.Parse("""{"type":"object","properties":{"name":{"type":"string"},"kind":{"anyOf":[{"enum":["a","b"]},{"type":"integer"},{"type":"array","items":{"type":"number"}}]}},"required":["name"]}""");

    public static TheoryData<string, string, string, string> Generators => new()
    {
        { "open brackets", "", "[", "" },
        { "escaped quotes", "{\"a\": \"", "\\\"", "" },
        { "inner quotes", "[\"", "a\"b ", "" },
        { "braces in a string", "{\"a\": \"", "x}", "" },
        { "braces in prose", "", "{ x } ", "" },
        { "fenced blocks", "", "```json\n{\"a\":1}\n```\n", "" },
        { "prose", "", "word ", "" },
        { "quotes", "", "\"", "" },
        { "brackets as YAML", "name: ", "[", "" },
        { "fenced after prose", "Here:\n```json\n[", "{\"a\":\"b\"},", "{}]\n```" },
        { "all defects", "Sure:\n```json\n{items: [", "{name: 'a', 'ok': True, /* c */ \"n\": 1,,},\n", "" },
        { "fence marks", "", "```", "" },
        { "thoughts", "", "<think>", "" },
        { "nested members", "", "{\"a\":", "" },
        { "lines of YAML", "name: x\n", "k: v\n", "" },
        { "closers", "{a: x", "}", "y" },
        { "commas", "[1", ",", "2]" },
        { "line breaks", "{a: b", "\n", "c" },
        { "members in strings", "{\"a\": \"", "x, b: \"", "" },
        { "comments", "{", "/*", "" },
        { "links", "", "[a](b) ", "" },
        { "backslashes", "{\"a\":\"", "\\", "" },
        { "equal keys", "{", "\"k\":1,", "}" },
        { "parentheses", "[", "(1),", "]" },
        { "triple quotes", "{a: ", "\"\"\" ", "" },
        { "calls", "[", "f(\"x\"), ", "" },
        { "keys on lines", "{\"a\": \"", "\n\"k\" ", "" },
        { "spaces", "{\"a\": \"", "    \"    ", "" },
        { "closed thoughts", "", "<think></think>", "" },
        { "joined strings", "{a: \"\"", "+ \"a\"", "}" },
        { "merged tails", "{\"a\":1}", ", \"k\":2}", "" },
        { "spaced closers", "{a: x", "} ", "\"" },
        { "links after spaces", "    ", "[x] ", "" },
        { "list of YAML", "name: x\ntags:\n", "- a\n", "" },
    };

    [Theory]
    [MemberData(nameof(Generators))]
    public void TheWorkGrowsWithTheText(string name, string before, string part, string after)
    {
        foreach (var schema in new[] { null, ReplySchema.Compile(Schema) })
        {
            Read(before, part, after, Small / 16, schema);
            var small = Read(before, part, after, Small, schema);

            // What is newly made for the shared pool, which may just have been emptied by a collection, is not work on the text.
            var large = Enumerable.Range(0, 4).Min(_ => Read(before, part, after, 8 * Small, schema));

            Assert.True(large < 20.0 * Math.Max(small, 256 * 1024), $"{name}: {small} bytes at {Small} characters, {large} at eight times as many.");
        }
    }

    /// <summary>Everything there was on the heap at once, garbage included, is no more than what was allocated.</summary>
    [Theory]
    [MemberData(nameof(Generators))]
    public void TheMemoryIsBoundedByTheText(string name, string before, string part, string after)
    {
        Read(before, part, after, Small, null);

        // The shared pool may be empty, or just emptied by a collection: what is newly made for it is not counted against the text.
        var allocated = Enumerable.Range(0, 4).Min(_ => Read(before, part, after, 8 * Small, null));

        Assert.True(allocated < (IsOfThePage(name) ? MostMemory : 2 * MostMemory) * 8 * Small, $"{name}: {allocated / (8.0 * Small):F1} times the text.");
    }

    private const double MostMemory = 20;

    // The first eleven are those other readers were measured with; the rest were made for this one, of little but repairs.
    private static bool IsOfThePage(string name) => Generators.Take(11).Any(row => row.Data.Item1 == name);

    private const LossyRepairs All = LossyRepairs.Drop | LossyRepairs.Round | LossyRepairs.Fill | LossyRepairs.Truncate | LossyRepairs.Pick;

    private static long Read(string before, string part, string after, int length, ReplySchema? schema)
    {
        var text = before + new StringBuilder().Insert(0, part, length / part.Length) + after;
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        ReplyReader.Read(text, schema, new() { Allow = All });

        return GC.GetAllocatedBytesForCurrentThread() - allocated;
    }
}
