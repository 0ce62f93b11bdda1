using System.Text;

namespace Skills.JsonSchema.Tests.Safety;

public sealed class LimitTests
{
    [Theory]
    [InlineData(nameof(JsonSchemaOptions.MaxSchemaLength), """{"title":"more than thirty bytes of it"}""")]
    [InlineData(nameof(JsonSchemaOptions.MaxSchemaDepth), """{"not":{"not":{"not":{"not":{"not":{"not":true}}}}}}""")]
    [InlineData(nameof(JsonSchemaOptions.MaxSubschemas), """{"allOf":[true,true,true,true,true,true]}""")]
    [InlineData(nameof(JsonSchemaOptions.MaxPatternSize), """{"pattern":"(?:ab?c){1,50}d"}""")]
    public void RefuseASchema(string limit, string schema)
    {
        var options = new JsonSchemaOptions();
        Assert.NotNull(Some.Schema(schema, options));
        switch (limit)
        {
            case nameof(JsonSchemaOptions.MaxSchemaLength):
                options.MaxSchemaLength = 30;
                break;
            case nameof(JsonSchemaOptions.MaxSchemaDepth):
                options.MaxSchemaDepth = 5;
                break;
            case nameof(JsonSchemaOptions.MaxSubschemas):
                options.MaxSubschemas = 5;
                break;
            default:
                options.MaxPatternSize = 50;
                break;
        }

        var exception = Assert.Throws<JsonSchemaLimitException>(() => Some.Schema(schema, options));

        Assert.Contains(limit, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StopAtTheDepth()
    {
        var schema = Some.Schema("""{"items":{"$ref":"#"}}""", new JsonSchemaOptions { MaxDepth = 10 });
        var text = new string('[', 12) + new string(']', 12);

        Assert.True(schema.IsValid(Some.Json(new string('[', 10) + new string(']', 10))));
        Assert.Throws<JsonSchemaLimitException>(() => schema.IsValid(Some.Json(new string('[', 11) + new string(']', 11))));
        Assert.Throws<JsonSchemaLimitException>(() => schema.IsValid(Some.Json(text)));
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => schema.IsValid(Encoding.UTF8.GetBytes(text)));

        var result = schema.Validate(Some.Json(text));
        Assert.False(result.IsValid);
        Assert.True(result.IsUndecided);
        Assert.Contains("MaxDepth", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StopAtTheSteps()
    {
        var schema = Some.Schema("""{"items":{"type":"integer"}}""", new JsonSchemaOptions { MaxSteps = 100 });

        Assert.True(schema.IsValid(Some.Json("[1,2,3]")));
        var exception = Assert.Throws<JsonSchemaLimitException>(() => schema.IsValid(Some.Json($"[{string.Join(',', Enumerable.Range(0, 200))}]")));
        Assert.Contains("MaxSteps", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("required", """{"allOf":[{"required":["a"]},{"required":["b"]},{"maxProperties":9,"required":["c"]}]}""")]
    [InlineData("patterns", """{"patternProperties":{"^x":true,"^y":true,"^z":true}}""")]
    [InlineData("const", """{"not":{"const":{"a":1}}}""")]
    [InlineData("unique", """{"additionalProperties":{"uniqueItems":true}}""")]
    public void CountWorkThatAppliesNoSchemaToo(string name, string schemaText)
    {
        var schema = Some.Schema(schemaText, new JsonSchemaOptions { MaxSteps = 300 });
        var members = string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"n{i}\":[[],[1]]"));

        Assert.True(Record.Exception(() => schema.IsValid(Some.Json($$"""{"a":1,"b":1,"c":1,{{members}}}"""))) is JsonSchemaLimitException, name);
    }

    [Theory]
    [InlineData("^(?:(?=(a+))\\\\1)*(a|aa)+\\\\2(?<=b)$")]
    [InlineData("^(a*)*\\\\1b$")]
    [InlineData("(x+x+)+\\\\1y")]
    public void StopBacktrackingAtTheSameStepEveryTime(string pattern)
    {
        var schema = Some.Schema($"{{\"pattern\":\"{pattern}\"}}", new JsonSchemaOptions { MaxMatchSteps = 20_000 });
        var text = Some.Json($"\"{new string(pattern[0] == '(' ? 'x' : 'a', 5000)}!\"");

        for (var i = 0; i < 20; i++)
        {
            Assert.Throws<JsonSchemaLimitException>(() => schema.IsValid(text));
        }
    }

    [Fact]
    public async Task MatchWithoutBacktrackingWhateverTheText()
    {
        var schema = Some.Schema("""{"pattern":"^(?:a|a?a|b(?:aa|a)*)*\\b(a+)+$"}""");

        // A search that backtracks would not end in a lifetime.
        Assert.False(await Eventually.EndsAsync(Task.Run(() => schema.IsValid(Some.Json($"\"{new string('a', 5_000)}!\"")), TestContext.Current.CancellationToken)));
        Assert.True(await Eventually.EndsAsync(Task.Run(() => schema.IsValid(Some.Json($"\"{new string('a', 5_000)}\"")), TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void KeepReportsOfDeepInstancesSmall()
    {
        var schema = Some.Schema("""{"items":{"$ref":"#"},"type":"array"}""");
        var text = string.Concat(Enumerable.Repeat("[", 4_000)) + string.Join(',', Enumerable.Range(0, 50_000)) + new string(']', 4_000);

        var before = GC.GetTotalAllocatedBytes();
        var result = schema.Validate(Some.Json(text));

        Assert.False(result.IsValid);
        Assert.True(result.IsTruncated);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 1_000_000_000);
        Assert.Throws<JsonSchemaLimitException>(() => schema.Evaluate(Some.Json(text), SchemaOutputFormat.Verbose));
    }

    [Fact]
    public void KeepMessagesOfNestedAlternativesShort()
    {
        var schema = Some.Schema("""{"anyOf":[{"type":"null"},{"type":"array","items":{"$ref":"#"}},{"type":"array","maxItems":0}]}""");
        var text = new string('[', 200) + "1" + new string(']', 200);

        var error = Assert.Single(schema.Validate(Some.Json(text)).Errors);

        Assert.True(error.Message.Length < 2_000);
    }

    [Fact]
    public void ASmallStackEndsInAnErrorNotInACrash()
    {
        var schema = Some.Schema("""{"items":{"$ref":"#"},"allOf":[{"type":"array"}]}""", new JsonSchemaOptions { MaxDepth = 1_000_000 });
        var instance = Some.Json(new string('[', 200_000) + new string(']', 200_000));
        Exception? outcome = null;
        var thread = new Thread(() => outcome = Record.Exception(() => schema.IsValid(instance)), 256 * 1024);
        thread.Start();
        thread.Join();

        Assert.IsType<JsonSchemaLimitException>(outcome);
    }

    [Fact]
    public void ManyReferencesIntoALargeMapResolveWithWorkLinearInBoth()
    {
        var small = BytesOf(5_000);
        var large = BytesOf(20_000);

        Assert.True(large < 6 * small, $"{small} bytes for 5,000 references, {large} for 20,000.");
    }

    // Compiles a map of definitions and as many references into it, and validates against each.
    private static long BytesOf(int count)
    {
        var text = new StringBuilder("{\"$defs\":{");
        text.AppendJoin(',', Enumerable.Range(0, count).Select(i => $"\"d{i}\":{{\"minimum\":{i}}}"));
        text.Append("},\"properties\":{").AppendJoin(',', Enumerable.Range(0, count).Select(i => $"\"p{i}\":{{\"$ref\":\"#/$defs/d{i}\"}}")).Append("}}");

        var before = GC.GetAllocatedBytesForCurrentThread();
        var schema = Some.Schema(text.ToString());
        var instance = Some.Json($"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"p{i}\":-1"))}}}");

        Assert.Equal(count, schema.Validate(instance).Errors.Count);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
