namespace Skills.JsonSchema.Tests.Values;

public sealed class NumberTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "1.0", true)]
    [InlineData("""{"type":"integer"}""", "1e3", true)]
    [InlineData("""{"type":"integer"}""", "1.5e1", true)]
    [InlineData("""{"type":"integer"}""", "1.5e0", false)]
    [InlineData("""{"type":"integer"}""", "1e-1", false)]
    [InlineData("""{"type":"integer"}""", "0e-5", true)]
    [InlineData("""{"type":"integer"}""", "98249283749234923498293171823948729348710298301928331", true)]
    [InlineData("""{"type":"integer"}""", "98249283749234923498293171823948729348710298301928331.5", false)]
    [InlineData("""{"type":"number"}""", "1e999", true)]
    [InlineData("""{"maximum":18446744073709551615}""", "18446744073709551615", true)]
    [InlineData("""{"maximum":18446744073709551615}""", "18446744073709551616", false)]
    [InlineData("""{"maximum":18446744073709551615}""", "18446744073709551615.0000000000000000000001", false)]
    [InlineData("""{"minimum":1e308}""", "1e309", true)]
    [InlineData("""{"minimum":1e400}""", "9.9e399", false)]
    [InlineData("""{"exclusiveMinimum":0}""", "1e-400", true)]
    [InlineData("""{"exclusiveMinimum":0}""", "-0.0", false)]
    [InlineData("""{"minimum":0.3}""", "0.30", true)]
    [InlineData("""{"minimum":0.3}""", "0.29999999999999999999", false)]
    [InlineData("""{"minimum":-1.5}""", "-1.50001", false)]
    [InlineData("""{"maximum":5}""", "4.999999999999999999", true)]
    [InlineData("""{"maximum":5}""", "5.0000000000000001", false)]
    [InlineData("""{"maximum":9000000000000000000}""", "1.5", true)]
    [InlineData("""{"minimum":9000000000000000000}""", "1.5", false)]
    [InlineData("""{"multipleOf":0.01}""", "4.02", true)]
    [InlineData("""{"multipleOf":0.01}""", "19.99", true)]
    [InlineData("""{"multipleOf":0.0001}""", "0.0075", true)]
    [InlineData("""{"multipleOf":0.0001}""", "0.00751", false)]
    [InlineData("""{"multipleOf":1e-8}""", "12391239123", true)]
    [InlineData("""{"multipleOf":0.123456789}""", "1e308", false)]
    [InlineData("""{"multipleOf":0.5}""", "1e308", true)]
    [InlineData("""{"multipleOf":3}""", "1e21", false)]
    [InlineData("""{"multipleOf":3}""", "111111111111111111111", true)]
    [InlineData("""{"multipleOf":1e400}""", "3e400", true)]
    [InlineData("""{"multipleOf":1e400}""", "1e399", false)]
    [InlineData("""{"multipleOf":123456789012345678901234567890}""", "246913578024691357802469135780", true)]
    [InlineData("""{"multipleOf":123456789012345678901234567890}""", "246913578024691357802469135781", false)]
    [InlineData("""{"multipleOf":7}""", "-14", true)]
    [InlineData("""{"multipleOf":2.5}""", "0", true)]
    [InlineData("""{"const":1}""", "1.0", true)]
    [InlineData("""{"const":100}""", "1e2", true)]
    [InlineData("""{"const":9007199254740992}""", "9007199254740993", false)]
    [InlineData("""{"enum":[1e400]}""", "10e399", true)]
    [InlineData("""{"enum":[1,2,3,4,5,6,7,8,9,10]}""", "1.0e1", true)]
    [InlineData("""{"enum":[1,2,3,4,5,6,7,8,9,10]}""", "11", false)]
    [InlineData("""{"const":{"a":[1]}}""", """{"a":[1.0]}""", true)]
    [InlineData("""{"const":false}""", "0", false)]
    [InlineData("""{"uniqueItems":true}""", "[1,true]", true)]
    [InlineData("""{"uniqueItems":true}""", "[{\"a\":1,\"b\":2},{\"b\":2.0,\"a\":1e0}]", false)]
    public void AreExact(string schema, string instance, bool valid)
    {
        Assert.Equal(valid, Some.Schema(schema).IsValid(Some.Json(instance)));
        Assert.Equal(valid, Some.Schema(schema).Validate(Some.Json(instance)).IsValid);
    }

    [Fact]
    public void InDraft4AFractionIsNoInteger()
    {
        var schema = Some.Schema("""{"type":"integer"}""", new JsonSchemaOptions { DefaultDraft = JsonSchemaDraft.Draft4 });

        Assert.True(schema.IsValid(Some.Json("1")));
        Assert.False(schema.IsValid(Some.Json("1.0")));
    }
}
