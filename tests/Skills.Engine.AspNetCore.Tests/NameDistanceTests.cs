using Skills.Engine.AspNetCore.Catalog;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>The letters that two names differ by.</summary>
public sealed class NameDistanceTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("greeter", "greeter", 0)]
    [InlineData("Greeter", "gREETER", 0)]
    [InlineData("greeter", "greete", 1)]
    [InlineData("greeter", "greeterx", 1)]
    [InlineData("greeter", "xgreeter", 1)]
    [InlineData("greeter", "graeter", 1)]
    [InlineData("greeter", "greetre", 2)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("abc", "xyz", 3)]
    public void TheDistanceIsTheFewestInsertionsDeletionsAndReplacements(string a, string b, int distance)
    {
        Assert.Equal(distance, NameDistance.Between(a, b));
        Assert.Equal(distance, NameDistance.Between(b, a));
    }

    [Fact]
    public void ANameOfMoreThanAHundredCharactersIsNearToNone()
    {
        var longest = new string('a', 100);

        Assert.Equal(0, NameDistance.Between(longest, longest));
        Assert.Equal(int.MaxValue, NameDistance.Between(longest + "a", longest));
        Assert.Equal(int.MaxValue, NameDistance.Between(longest, longest + "a"));
    }
}
