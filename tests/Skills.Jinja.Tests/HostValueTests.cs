using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Skills.Jinja.Tests;

public sealed class HostValueTests
{
    private sealed record Address(string City);

    private record Person(string Name, int Age, Address? Home = null)
    {
        public string Secret { private get; init; } = "hidden";

        public string Hello() => "hello";
    }

    private sealed record Child(string Name) : Person(Name, 1);

    private sealed class Failing : IJinjaObject
    {
        public bool TryGetMember(string name, out object? value) => throw new InvalidOperationException("member");

        public string ToTemplateText() => throw new InvalidOperationException("text");
    }

    private sealed class Counted : IJinjaObject
    {
        internal List<string> Asked { get; } = [];

        public bool TryGetMember(string name, out object? value)
        {
            Asked.Add(name);
            value = name == "size" ? 3 : null;
            return name == "size";
        }

        public string ToTemplateText() => "counted";
    }

    public static TheoryData<object?, string> Values => new()
    {
        { null, "None" },
        { true, "True" },
        { (byte)1, "1" },
        { (short)-2, "-2" },
        { 3u, "3" },
        { ulong.MaxValue, "18446744073709551615" },
        { BigInteger.Pow(10, 30), "1000000000000000000000000000000" },
        { 1.0, "1.0" },
        { 0.1f, "0.1" },
        { 2.50m, "2.50" },
        { 1e16, "1e+16" },
        { double.NaN, "nan" },
        { 'x', "x" },
        { "text", "text" },
        { new DateTimeOffset(2024, 7, 26, 14, 5, 9, TimeSpan.FromHours(2)), "2024-07-26 14:05:09+02:00" },
        { new DateTime(2024, 7, 26, 14, 5, 9, DateTimeKind.Unspecified), "2024-07-26 14:05:09" },
        { new DateOnly(2024, 2, 29), "2024-02-29" },
        { Guid.Empty, "00000000-0000-0000-0000-000000000000" },
        { new List<object?> { 1, "a", null }, "[1, 'a', None]" },
        { new[] { 1, 2 }, "[1, 2]" },
        { new Dictionary<string, object?> { ["a"] = 1.5 }, "{'a': 1.5}" },
        { new Dictionary<int, string> { [1] = "x" }, "{1: 'x'}" },
        { JsonNode.Parse("""{ "a": [1, 1.0, null, true, "é"], "big": 123456789012345678901234567890 }"""), "{'a': [1, 1.0, None, True, 'é'], 'big': 123456789012345678901234567890}" },
        { new JsonObject { ["n"] = 5, ["f"] = 1.5, ["d"] = 2m, ["l"] = new JsonArray(1, "x") }, "{'n': 5, 'f': 1.5, 'd': 2, 'l': [1, 'x']}" },
        { JsonElement.Parse("""[1, 1e2, -0.0, "x", {}]"""), "[1, 100.0, -0.0, 'x', {}]" },
        { new JinjaMarkup("<b>"), "<b>" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void AValueOfTheHostPrintsAsPythonWould(object? value, string expected) => Assert.Equal(expected, Render("{{ v }}", value));

    [Fact]
    public void MomentsHaveTheirParts() =>
        Assert.Equal("2024 7 26 14 Fri 2024-07-26T14:05:09+00:00", Render("{{ v.year }} {{ v.month }} {{ v.day }} {{ v.hour }} {{ v.strftime('%a') }} {{ v.isoformat() }}", new DateTimeOffset(2024, 7, 26, 14, 5, 9, TimeSpan.Zero)));

    [Fact]
    public void AnAllowedRecordIsReadByItsPublicPropertiesOnly()
    {
        var options = new JinjaOptions().AllowType<Person>().AllowType<Address>();
        var ada = new Person("Ada", 36, new("London"));

        Assert.Equal("Ada 36 London", Render("{{ v.Name }} {{ v['Age'] }} {{ v.Home.City }}", ada, options));
        Assert.Equal("|||", Render("{{ v.name }}|{{ v.Hello }}|{{ v.Secret }}|{{ v.ToString }}", ada, options));
        Assert.Equal(JinjaErrorKind.Security, Fails("{{ v.__class__.x }}", ada, options).Kind);
        Assert.Equal(JinjaErrorKind.Undefined, Fails("{{ v.GetType() }}", ada, options).Kind);
        Assert.Equal(JinjaErrorKind.Undefined, Fails("{{ v.EqualityContract.Assembly }}", ada, options).Kind);
        Assert.Equal(JinjaErrorKind.Undefined, Fails("{{ '{0.Hello.x}'.format(v) }}", ada, options).Kind);
    }

    [Fact]
    public void AnAnonymousTypeIsAllowedByAnExample()
    {
        var options = new JinjaOptions().AllowTypeOf(new { Name = "", Size = 0 });

        Assert.Equal("a 1, b 2", Render("{% for x in v %}{{ x.Name }} {{ x.Size }}{{ ', ' if not loop.last }}{% endfor %}", new[] { new { Name = "a", Size = 1 }, new { Name = "b", Size = 2 } }, options));
    }

    [Fact]
    public void OnlyTheVeryTypeIsAllowedAndOthersAreRefusedByName()
    {
        var options = new JinjaOptions().AllowType<Person>();

        var error = Fails("{{ v.Name }}", new Child("x"), options);

        Assert.Equal(JinjaErrorKind.Type, error.Kind);
        Assert.StartsWith("A value of type Child cannot be given to a template: allow the type with JinjaOptions.AllowType", error.Reason, StringComparison.Ordinal);
        Assert.Equal(JinjaErrorKind.Type, Fails("{{ v }}", typeof(string), options).Kind);
        Assert.Equal(JinjaErrorKind.Type, Fails("{{ v }}", (Action)(() => { }), options).Kind);
        Assert.Equal(JinjaErrorKind.Type, Fails("{{ v.Home.City }}", new Person("x", 1, new("y")), options).Kind);
    }

    [Fact]
    public void TheTypesAllowedAreThoseWhenTheEnvironmentWasMade()
    {
        var options = new JinjaOptions();
        var environment = new JinjaEnvironment(options);
        options.AllowType<Person>();

        var template = environment.Parse("{{ v.Name }}");
        Assert.Throws<JinjaException>(() => template.Render(new Dictionary<string, object?> { ["v"] = new Person("x", 1) }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void AnObjectOfTheHostIsNeverAskedForPrivateNames()
    {
        var counted = new Counted();

        Assert.Equal("3 counted", Render("{{ v.size }} {{ v }}", counted));
        Fails("{{ v._size.x }}", counted);
        Fails("{{ (v|attr('__init__')).x }}", counted);
        Fails("{{ '{0.__class__.x}'.format(v) }}", counted);
        Fails("{{ [v]|map(attribute='__class__.x')|list }}", counted);
        Assert.All(counted.Asked, static name => Assert.False(name.StartsWith('_')));
    }

    [Theory]
    [InlineData("{{ v.x }}", "The member 'x' of a host object of type object failed with InvalidOperationException.")]
    [InlineData("{{ v }}", "The text of a host object of type object failed with InvalidOperationException.")]
    public void AnObjectThatFailsIsATemplateError(string template, string reason)
    {
        var error = Fails(template, new Failing());

        Assert.Equal((JinjaErrorKind.Runtime, reason), (error.Kind, error.Reason));
        Assert.IsType<InvalidOperationException>(error.InnerException);
    }

    [Fact]
    public void AFunctionOfTheHostThatFailsIsATemplateErrorWithoutItsMessage()
    {
        var error = Fails("{{ v() }}", (JinjaFunction)(_ => throw new InvalidOperationException("secret")));

        Assert.Equal((JinjaErrorKind.Runtime, "A function of the host failed with InvalidOperationException."), (error.Kind, error.Reason));
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADictionaryThatHoldsItselfEndsAtALimit()
    {
        var loop = new Dictionary<string, object?>();
        loop["me"] = loop;

        Assert.Equal(JinjaErrorKind.Limit, Fails("{{ v }}", loop).Kind);
    }

    [Fact]
    public void AJsonDocumentNestedDeeplyEndsAtALimit()
    {
        var text = new string('[', 5_000) + new string(']', 5_000);
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 6_000 });
        var node = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 6_000 });

        Assert.Equal(JinjaErrorKind.Limit, Fails("{{ v }}", document.RootElement).Kind);
        Assert.Equal(JinjaErrorKind.Limit, Fails("{{ v }}", node).Kind);
        Assert.Equal(JinjaErrorKind.Limit, Fails("{{ v|tojson }}", document.RootElement).Kind);
        Assert.Equal(JinjaErrorKind.Limit, Fails("{{ v == v[0] }}", document.RootElement).Kind);
    }

    [Fact]
    public void AContextMustBeAnObject() =>
        Assert.Throws<ArgumentException>(() => new JinjaEnvironment().Parse("").Render(JsonElement.Parse("[1]"), TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("{{ v }}", "{\"a\": [1, 1.5, null, true, \"x\"]}")]
    [InlineData("{{ v.a[2] }}{{ v.a[3] }}{{ v.a[4] }}", "nulltruex")]
    [InlineData("{{ v.a[1] }} {{ missing }}|{{ 1.0 }} {{ (1, 2) }}", "1.5 |1.0 [1, 2]")]
    [InlineData("{% if v.a[3] == true %}{{ none }}{% endif %}", "null")]
    public void WithTheJsonStyleValuesPrintAsJson(string template, string expected) =>
        Assert.Equal(expected, Render(template, JsonElement.Parse("""{ "a": [1, 1.5, null, true, "x"] }"""), new JinjaOptions { PrintStyle = JinjaPrintStyle.Json }));

    private static string Render(string template, object? value, JinjaOptions? options = null) =>
        new JinjaEnvironment(options).Parse(template).Render(new Dictionary<string, object?> { ["v"] = value }, TestContext.Current.CancellationToken);

    private static JinjaException Fails(string template, object? value, JinjaOptions? options = null) => Assert.Throws<JinjaException>(() => Render(template, value, options));
}
