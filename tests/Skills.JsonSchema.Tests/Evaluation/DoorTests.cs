using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Skills.JsonSchema.Tests.Evaluation;

public sealed class DoorTests
{
    private const string PersonSchema = """
        {"type":"object","required":["name"],"additionalProperties":false,
         "properties":{"name":{"type":"string","minLength":1},"tags":{"type":"array","items":{"enum":["a","b"]},"uniqueItems":true},
           "note":{"anyOf":[{"type":"null"},{"type":"string","pattern":"^[A-Z]"}]}}}
        """;

    private static readonly JsonSchemaValidator Person = Some.Schema(PersonSchema);

    private static readonly string Valid = """{"name":"Ann","tags":["a","b"],"note":"Hi"}""";

    [Fact]
    public void AReaderIsLeftOnTheLastTokenOfTheValue()
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($$"""{"first":{{Valid}},"second":{"name":""},"third":3}"""));
        reader.Read();
        reader.Read();

        Assert.True(Person.IsValid(ref reader));
        Assert.Equal(JsonTokenType.EndObject, reader.TokenType);
        reader.Read();
        Assert.True(reader.ValueTextEquals("second"u8));
        reader.Read();
        Assert.False(Person.IsValid(ref reader));
        reader.Read();
        Assert.True(reader.ValueTextEquals("third"u8));
    }

    [Fact]
    public void AReaderMayReadFromPieces()
    {
        var bytes = Encoding.UTF8.GetBytes(Valid);
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var first = new Piece(bytes.AsMemory(0, cut), null);
            var last = new Piece(bytes.AsMemory(cut), first);
            var reader = new Utf8JsonReader(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length));

            Assert.True(Person.IsValid(ref reader));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{'a':1}")]
    public void BytesThatAreNoJsonThrow(string text)
    {
        Assert.ThrowsAny<JsonException>(() => Person.IsValid(Encoding.UTF8.GetBytes(text)));
        Assert.True(Person.IsValid(Encoding.UTF8.GetBytes(Valid)));
    }

    [Fact]
    public void AnElementWithoutValueIsRefused()
    {
        Assert.Throws<ArgumentException>(() => Person.IsValid(default(JsonElement)));
        Assert.Throws<ArgumentException>(() => Person.Validate(default));
    }

    [Fact]
    public void SuccessAllocatesNothing()
    {
        var element = Some.Json(Valid);
        var bytes = Encoding.UTF8.GetBytes(Valid);
        // Schemas of its own: tests beside this one borrow the buffers of shared ones.
        var person = Some.Schema(PersonSchema);
        var schema = Some.Schema("""
            {"type":"object","unevaluatedProperties":false,"minProperties":1,
             "allOf":[{"properties":{"name":{"format":"email"}}}],"patternProperties":{"^t":{"contains":{"const":"b"}}},
             "dependentRequired":{"name":["tags"]},"propertyNames":{"anyOf":[{"pattern":"^(a|b|n)+"},{"maxLength":9}]},
             "properties":{"note":{"pattern":"^(?:Hi|Ho)+\\b"},"tags":{"uniqueItems":true,"const":["a","b"]}}}
            """);
        for (var i = 0; i < 200; i++)
        {
            Assert.True(schema.IsValid(element) && schema.IsValid(bytes) && person.Validate(element).IsValid && person.IsValid(bytes));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            _ = schema.IsValid(element) & schema.IsValid(bytes) & person.Validate(element).IsValid & person.IsValid(bytes);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void WhatAParserLetThroughIsReadTheSameWay()
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        var schema = JsonSchemaValidator.Compile(JsonElement.Parse(
            """
            { // a schema with notes
              "const": { "a": [1, /* two */ 2,], }, "uniqueItems": true,
              "properties": { "b": { "default": [ /* none */ ] }, },
            }
            """, options));

        var instance = JsonElement.Parse("""{ "a": [1, 2, /* three */], }""", options);

        Assert.True(schema.IsValid(instance));
        Assert.Equal(0, schema.ApplyDefaults(instance).GetProperty("b").GetArrayLength());
        Assert.True(schema.Evaluate(instance, SchemaOutputFormat.Basic).GetProperty("valid").GetBoolean());
    }

    [Fact]
    public void ManyThreadsMayShareASchema()
    {
        var bytes = Encoding.UTF8.GetBytes(Valid);
        var invalid = Encoding.UTF8.GetBytes(Valid.Replace("\"b\"", "\"a\"", StringComparison.Ordinal));
        var wrong = 0;

        Parallel.For(0, 5_000, _ =>
        {
            if (!Person.IsValid(bytes) || Person.IsValid(invalid) || Person.Validate(Some.Json(Valid.Replace("Hi", "hi", StringComparison.Ordinal))).Errors.Count != 1)
            {
                Interlocked.Increment(ref wrong);
            }
        });

        Assert.Equal(0, wrong);
    }

    [Fact]
    public void TheSchemasDocumentMayBeDisposed()
    {
        JsonSchemaValidator schema;
        using (var document = JsonDocument.Parse("""{"properties":{"a":{"enum":[{"b":1}],"title":"T"}}}"""))
        {
            schema = JsonSchemaValidator.Compile(document.RootElement);
        }

        Assert.True(schema.IsValid(Some.Json("""{"a":{"b":1}}""")));
        Assert.Equal("/a: {} is not one of {\"b\":1}.", schema.Validate(Some.Json("""{"a":{}}""")).ToString());
        Assert.Equal("T", schema.Root.Properties[0].Schema.Title);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            if (before is not null)
            {
                before.Next = this;
                RunningIndex = before.RunningIndex + before.Memory.Length;
            }
        }
    }
}
