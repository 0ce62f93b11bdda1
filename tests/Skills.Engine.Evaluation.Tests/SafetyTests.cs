using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Skills.Engine.Evaluation.Cassettes;
using Skills.Engine.Evaluation.Redaction;

namespace Skills.Engine.Evaluation.Tests;

/// <summary>File names and redaction.</summary>
public sealed class SafetyTests
{
    [Theory]
    [InlineData("a double charge is billing", "a-double-charge-is-billing")]
    [InlineData("simple", "simple")]
    public void AnOrdinaryNameStaysReadable(string name, string file) => Assert.Equal(file, SafeName.Of(name));

    [Fact]
    public void DifferentNamesGiveDifferentSafeFiles()
    {
        string[] names = ["a b", "a-b", "A b", "a  b", "../a b", "a/b", "a\\b", "a:b", "con", "NUL", "é", "è", "", "…", new('x', 300), new('x', 301), "a b ", " a b", "a.b", "a%2fb"];

        var files = names.Select(SafeName.Of).ToList();

        Assert.Equal(files.Count, files.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(files, static f => Assert.Matches("^[a-z0-9-]{1,80}$", f));
        Assert.DoesNotContain("con", files);
    }

    [Theory]
    [InlineData("pin 7351 here")]
    [InlineData("url a%20b%2Fc here")]
    [InlineData("base64 YSBiL2M= here")]
    [InlineData("plain a b/c here")]
    [InlineData("Authorization: Bearer abcdefgh12345678")]
    [InlineData("token ghp_0123456789012345678901234567890123456789")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----")]
    [InlineData("from the environment: hunter-two")]
    [InlineData("order AB-77")]
    public void ASecretIsReplacedInEveryForm(string text)
    {
        var redacted = Redactor().Text(text);

        Assert.Contains("[secret]", redacted, StringComparison.Ordinal);
        Assert.All(new[] { "7351", "a b/c", "a%20b%2Fc", "YSBiL2M=", "abcdefgh", "ghp_", "MIIabc", "hunter-two", "AB-77" }, s => Assert.DoesNotContain(s, redacted, StringComparison.Ordinal));
    }

    [Fact]
    public void MembersOfSecretNamesAreReplacedWhateverTheirValue()
    {
        var json = Redactor().Json(JsonElement.Parse("""{"headers":{"Authorization":"x","X-Api-Key":"y","Accept":"text/html"},"api_key":12,"password":"z","list":[{"clientSecret":"q"}]}"""));

        Assert.Equal("""{"headers":{"Authorization":"[secret]","X-Api-Key":"[secret]","Accept":"text/html"},"api_key":"[secret]","password":"[secret]","list":[{"clientSecret":"[secret]"}]}""", json);
    }

    [Fact]
    public void AValueOfThreeCharactersOrAFlagIsNoSecret()
    {
        var redactor = new Redactor(new() { Secrets = ["abc", "true"] }, new Hashtable());

        Assert.Equal("abc is true", redactor.Text("abc is true"));
    }

    [Fact]
    public void ASecretHasFourCharactersAndOneOfTheEnvironmentEight()
    {
        var redactor = new Redactor(new() { Secrets = ["7351"] }, new Hashtable { ["A_TOKEN"] = "8letters", ["B_TOKEN"] = "letters" });

        Assert.Equal("[secret] [secret] letters", redactor.Text("7351 8letters letters"));
    }

    /// <summary>Otherwise the rest of the longer one would stay.</summary>
    [Fact]
    public void OfTwoSecretsTheLongerIsReplacedFirst()
    {
        var redactor = new Redactor(new() { Secrets = ["hunter", "hunter-and-more"] }, new Hashtable());

        Assert.Equal("[secret] and [secret]", redactor.Text("hunter-and-more and hunter"));
    }

    [Theory]
    [InlineData("a b/c+d", "a%20b%2Fc%2Bd")]
    [InlineData("päss\"word", "p%C3%A4ss%22word")]
    public void ASecretIsAlsoFoundEscapedAndEncoded(string secret, string escaped)
    {
        var redactor = new Redactor(new() { Secrets = [secret] }, new Hashtable());
        var encoded = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret));

        Assert.Equal("[secret] [secret] [secret]", redactor.Text($"{secret} {escaped} {encoded}"));
    }

    [Fact]
    public void SecretsOfAnInputAreReplacedBesideThoseOfTheSettings()
    {
        var skill = Some.Skill() with { SecretInputs = ["/pin"] };

        var redactor = Redactor().With(skill, JsonElement.Parse("""{"pin":"90210"}"""));

        Assert.Equal("[secret] [secret] [secret]", redactor.Text("90210 7351 hunter-two"));
    }

    [Fact]
    public void ASettingOutOfRangeIsRefusedWithItsRange()
    {
        var wrong = Assert.Throws<ValidationException>(static () => SkillTestRunner.Create(static _ => { }, new() { Parallelism = 0 }));

        Assert.Equal("Parallelism is 0. It must be from 1 to 256.", wrong.Message);
        Assert.Throws<ValidationException>(static () => SkillTestRunner.Create(static _ => { }, new() { Redaction = new() { Patterns = ["("] } }));
        Assert.Throws<ValidationException>(static () => SkillTestRunner.Create(static _ => { }, new() { Targets = [new() { Name = "a" }, new() { Name = "a" }] }));
    }

    private static Redactor Redactor() => new(
        new() { Secrets = ["7351", "a b/c"], Patterns = ["AB-[0-9]+"] },
        new Hashtable { ["MY_DB_PASSWORD"] = "hunter-two", ["HOME"] = "/home/user" });
}
