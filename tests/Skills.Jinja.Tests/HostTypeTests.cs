using System.Dynamic;
using System.Text;
using System.Text.Json;

namespace Skills.Jinja.Tests;

/// <summary>.NET values that have no JSON form, or more than one.</summary>
public sealed class HostTypeTests
{
    private sealed record Line(string Title, decimal Price);

    private sealed record Order(int Id, List<Line> Lines, Buyer Buyer);

    private sealed record Buyer(string FirstName, Place? Home = null);

    private sealed record Place(string City);

    public static TheoryData<string, object?, string> Decimals => new()
    {
        { "{{ v }}", 19.90m, "19.90" },
        { "{{ v }}", 123456789012345678.12m, "123456789012345678.12" },
        { "{{ v }}", -0.10m, "-0.10" },
        { "{{ [v] }}", 19.90m, "[Decimal('19.90')]" },
        { "{{ v | tojson }} {{ [v] | tojson }}", 19.90m, "19.90 [19.90]" },
        { "{{ v + v }} {{ v * 2 }} {{ 2 * v }} {{ v - 1 }} {{ 1 - v }} {{ -v }}", 19.90m, "39.80 39.80 39.80 18.90 -18.90 -19.90" },
        { "{{ v / 4 }} {{ v // 3 }} {{ v % 3 }} {{ v ** 2 }}", 19.90m, "4.975 6 1.90 396.0100" },
        { "{{ v * 1.2 }} {{ 0.1 + v }}", 19.90m, "23.880 20.00" },
        { "{{ v == 19.9 }} {{ v > 19 }} {{ v < 20.5 }} {{ v in [19.90] }} {{ {v: 1}[19.9] }}", 19.90m, "True True True True 1" },
        { "{{ '%.2f' % v }} {{ '{:.1f}'.format(v) }} {{ '{:,}'.format(v * 1000) }} {{ '{:>8}'.format(v) }} {{ '%d' % v }}", 19.90m, "19.90 19.9 19,900.00    19.90 19" },
        { "{{ v | round(1) }} {{ v | round }} {{ v | round(0, 'floor') }} {{ v | int }} {{ v | float }} {{ v | abs }}", 19.95m, "20.0 20 19 19 19.95 19.95" },
        { "{{ v is number }} {{ v is float }} {{ v is integer }} {{ 'yes' if v else 'no' }}", 0.00m, "True False False no" },
        { "{{ v | sum }} {{ v | max }} {{ v | sort }}", new[] { 0.10m, 0.20m, 0.05m }, "0.35 0.20 [Decimal('0.05'), Decimal('0.10'), Decimal('0.20')]" },
    };

    public static TheoryData<string, object?, string> Others => new()
    {
        { "{{ v }}", (1, "a"), "(1, 'a')" },
        { "{% for a, b in v %}{{ a }}={{ b }};{% endfor %}", new[] { ("x", 1), ("y", 2) }, "x=1;y=2;" },
        { "{{ v }}", (Half)1.5, "1.5" },
        { "{{ v + 1 }}", Int128.MaxValue, "170141183460469231731687303715884105728" },
        { "{{ v }}", UInt128.MaxValue, "340282366920938463463374607431768211455" },
        { "{{ v | upper }}", "abc".AsMemory(), "ABC" },
        { "{{ v | upper }}", new Memory<char>(['a', 'b']), "AB" },
        { "{{ v | upper }}", new StringBuilder("abc"), "ABC" },
        { "{{ v }}", new KeyValuePair<string, object?>("a", 1), "('a', 1)" },
        { "{{ v }}", new KeyValuePair<string, string>("a", "b"), "('a', 'b')" },
        { "{{ v }}", new KeyValuePair<int, double>(1, 2.5), "(1, 2.5)" },
        { "{% for k, n in v %}{{ k }}={{ n }};{% endfor %}", new Dictionary<string, int> { ["b"] = 2, ["a"] = 1 }.OrderBy(static p => p.Key), "a=1;b=2;" },
        { "{{ v }} {{ v + 1 }}", new Lazy<int>(static () => 41), "41 42" },
        { "{{ v | upper }}", new Lazy<string>(static () => "abc"), "ABC" },
        { "{{ v[0] }}", new Lazy<List<string>>(static () => ["x"]), "x" },
        { "{{ v is none }}", new Lazy<object?>(static () => null), "True" },
        { "{{ v.a }}", new Dictionary<string, object?> { ["a"] = new Lazy<decimal>(static () => 1.50m) }, "1.50" },
        { "{% for g in v %}{{ g.grouper }}: {{ g.list }} {% endfor %}", new[] { "ab", "ac", "b" }.GroupBy(static s => s[..1]), "a: ['ab', 'ac'] b: ['b'] " },
        { "{{ v }}", new ExpandoObject(), "{}" },
        { "{{ v is mapping }}", new ExpandoObject(), "True" },
        { "{{ v.Name }} {{ v | items | list }} {{ v | tojson }}", Expando(), "Ada [('Name', 'Ada'), ('Age', 36)] {\"Age\": 36, \"Name\": \"Ada\"}" },
        { "{{ v }} {{ v.days }} {{ v.seconds }} {{ v.total_seconds() }}", new TimeSpan(1, 2, 3, 4), "1 day, 2:03:04 1 7384 93784.0" },
        { "{{ v }}", TimeSpan.FromHours(-1), "-1 day, 23:00:00" },
        { "{{ (v.end - v.start).days }} {{ v.end - v.start }} {{ v.start + (v.end - v.start) == v.end }} {{ v.end - v.start > v.start - v.start }}", Dates(), "31 31 days, 0:00:00 True True" },
    };

    [Fact]
    public void ALazyValueIsComputedOnlyWhereItIsRead()
    {
        var context = new Dictionary<string, object?> { ["cheap"] = 1, ["dear"] = new Lazy<int>(static () => throw new IOException("secret")) };
        var environment = new JinjaEnvironment();

        Assert.Equal("1", environment.Parse("{{ cheap }}{% if false %}{{ dear }}{% endif %}").Render(context, TestContext.Current.CancellationToken));
        var error = Assert.Throws<JinjaException>(() => environment.Parse("{{ dear }}").Render(context, TestContext.Current.CancellationToken));
        Assert.Equal("A lazy value failed with IOException.", error.Reason);
    }

    private static ExpandoObject Expando()
    {
        IDictionary<string, object?> person = new ExpandoObject();
        person["Name"] = "Ada";
        person["Age"] = 36;
        return (ExpandoObject)person;
    }

    private static Dictionary<string, object?> Dates() => new() { ["start"] = new DateOnly(2024, 1, 1), ["end"] = new DateOnly(2024, 2, 1) };

    private static Order Some() => new(7, [new("Tea", 19.90m)], new("Ada", new("London")));

    [Theory]
    [MemberData(nameof(Decimals))]
    public void DecimalsAreExact(string template, object? value, string expected) => Assert.Equal(expected, Render(template, value));

    [Theory]
    [MemberData(nameof(Others))]
    public void OtherTypesPrintAsTheirLikeInPython(string template, object? value, string expected) => Assert.Equal(expected, Render(template, value));

    [Theory]
    [InlineData("{{ v / 0 }}", JinjaErrorKind.Arithmetic, "division by zero")]
    [InlineData("{{ v ** 900 }}", JinjaErrorKind.Value, "A decimal grew over 28 digits.")]
    [InlineData("{{ v + 'x' }}", JinjaErrorKind.Type, "unsupported operand type(s) for +: 'decimal.Decimal' and 'str'")]
    public void DecimalsFailByTheirOwnRules(string template, JinjaErrorKind kind, string reason)
    {
        var error = Assert.Throws<JinjaException>(() => Render(template, 19.90m));

        Assert.Equal((kind, reason), (error.Kind, error.Reason));
    }

    [Fact]
    public void AnAllowedTypeIsSerialisedAndListedByItsProperties()
    {
        var options = new JinjaOptions { PlainToJson = true }.AllowType<Line>();

        Assert.Equal("""{"Title": "Tea", "Price": 19.90}""", Render("{{ v | tojson }}", new Line("Tea", 19.90m), options));
        Assert.Equal("[('Title', 'Tea'), ('Price', Decimal('19.90'))]", Render("{{ v | items | list }}", new Line("Tea", 19.90m), options));
    }

    [Fact]
    public void AnObjectWithoutListedMembersIsNamedWhenItCannotBeSerialised()
    {
        var error = Assert.Throws<JinjaException>(() => Render("{{ v | tojson }}", new Silent()));

        Assert.Equal("Object of type Silent is not JSON serializable", error.Reason);
    }

    [Fact]
    public void ATypeTreeAllowsTheTypesBelow()
    {
        var options = new JinjaOptions { PlainToJson = true }.AllowTypeTree<Order>();

        Assert.Equal("7 Tea Ada London", Render("{{ v.Id }} {{ v.Lines[0].Title }} {{ v.Buyer.FirstName }} {{ v.Buyer.Home.City }}", Some(), options));
        Assert.Equal("""{"Id": 7, "Lines": [{"Title": "Tea", "Price": 19.90}], "Buyer": {"FirstName": "Ada", "Home": {"City": "London"}}}""", Render("{{ v | tojson }}", Some(), options));
    }

    [Fact]
    public void ATypeAloneAllowsNoTypeBelow() =>
        Assert.Throws<JinjaException>(() => Render("{{ v.Buyer.FirstName }}", Some(), new JinjaOptions().AllowType<Order>()));

    [Fact]
    public void ATreeOfAnonymousTypesIsAllowedByAnExample()
    {
        var example = new { Name = "a", Inner = new { Size = 1 } };

        Assert.Equal("a 1", Render("{{ v.Name }} {{ v.Inner.Size }}", example, new JinjaOptions().AllowTypeTreeOf(example)));
    }

    [Fact]
    public void TheNamingPolicyNamesPropertiesAndTheCSharpNamesStay()
    {
        var options = new JinjaOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower }.AllowTypeTree<Buyer>();

        Assert.Equal("Ada Ada", Render("{{ v.first_name }} {{ v.FirstName }}", new Buyer("Ada"), options));
        Assert.Equal("""{"first_name": "Ada", "home": null}""", Render("{{ v | tojson }}", new Buyer("Ada"), options));
    }

    [Fact]
    public void AMisspeltPropertySuggestsTheNearest()
    {
        var options = new JinjaOptions { Undefined = JinjaUndefined.Strict }.AllowType<Line>();
        var error = Assert.Throws<JinjaException>(() => Render("{{ v.Titel }}", new Line("Tea", 1), options));

        Assert.Equal("Title", error.Suggestion);
    }

    [Fact]
    public void AModelGivesItsPropertiesAsVariables()
    {
        var environment = new JinjaEnvironment(new JinjaOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower }.AllowType<Place>());

        Assert.Equal("Ada in London", environment.Parse("{{ first_name }} in {{ home.City }}").Render(new Buyer("Ada", new("London")), TestContext.Current.CancellationToken));
        Assert.Equal("1", environment.Parse("{{ a }}").Render(new { A = 1 }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void ATemplateRendersToAWriter()
    {
        var template = new JinjaEnvironment().Parse("Hello {{ name }}{{ 1 / zero }}");
        using var writer = new StringWriter();

        template.Render(writer, JsonElement.Parse("""{ "name": "Ada", "zero": 1 }"""), TestContext.Current.CancellationToken);
        template.Render(writer, new Dictionary<string, object?> { ["name"] = "Bob", ["zero"] = 2 }, TestContext.Current.CancellationToken);
        Assert.Throws<JinjaException>(() => template.Render(writer, JsonElement.Parse("""{ "name": "Eve", "zero": 0 }"""), TestContext.Current.CancellationToken));

        Assert.Equal("Hello Ada1.0Hello Bob0.5", writer.ToString());
    }

    private static string Render(string template, object? value, JinjaOptions? options = null) =>
        new JinjaEnvironment(options).Parse(template).Render(new Dictionary<string, object?> { ["v"] = value }, TestContext.Current.CancellationToken);

    private sealed class Silent : IJinjaObject
    {
        public string TypeName => nameof(Silent);

        public bool TryGetMember(string name, out object? value)
        {
            value = null;
            return false;
        }

        public string ToTemplateText() => "silent";
    }
}
