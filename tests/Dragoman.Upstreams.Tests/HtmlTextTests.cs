using System.Text;
using Dragoman.Upstreams.Search;

namespace Dragoman.Upstreams.Tests;

public sealed class HtmlTextTests
{
    [Fact]
    public void A_page_is_read_as_title_and_text_without_what_nobody_reads()
    {
        var (title, text) = HtmlText.Read("""
            <!doctype html><html><head><title>Caf&eacute; &amp; more</title><style>p{a>b}</style></head>
            <body><nav>Home</nav><h1>Head</h1><p>One <b>bold</b> word.<br>Next   line</p><!-- > no -->
            <script>if (a < b) { "</p>" }</script><ul><li>first</li><li>second</li></ul>
            <a href="x>y">link</a> 1 < 2 &lt;ok&gt;</body></html>
            """);
        title.ShouldBe("Café & more");
        text.ShouldBe("Head\n\nOne bold word.\nNext line\n\nfirst\n\nsecond\n\nlink 1 < 2 <ok>");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("<p>open", "open")]
    [InlineData("a <!-- never closed", "a")]
    [InlineData("a <script>never closed", "a")]
    [InlineData("<head><p>text", "text")]
    [InlineData("a < b and c > d", "a < b and c > d")]
    [InlineData("<", "<")]
    [InlineData("</", "</")]
    [InlineData("<p", "")]
    [InlineData("<a href='>'>x</a>", "x")]
    public void Broken_pages_are_read_all_the_same(string html, string text) => HtmlText.Read(html).Text.ShouldBe(text);

    [Fact]
    public void Arbitrary_text_ends_and_throws_nothing()
    {
        var random = new Random(17);
        const string Letters = "<>/!-ahed script=\"'&;#x1 \n";
        for (var i = 0; i < 3000; i++)
        {
            var html = new StringBuilder();
            for (var length = random.Next(200); length > 0; length--)
            {
                html.Append(Letters[random.Next(Letters.Length)]);
            }

            HtmlText.Read(html.ToString()).Text.Length.ShouldBeLessThanOrEqualTo(html.Length * 2);
        }
    }

    [Theory]
    [InlineData("<head>")]
    [InlineData("<script>")]
    [InlineData("<!--")]
    [InlineData("<a='")]
    [InlineData("<p")]
    [InlineData("</head")]
    [InlineData("<title>")]
    [InlineData("&")]
    public async Task A_page_made_to_cost_time_is_read_in_one_pass(string piece)
    {
        // A search for each piece would take hours for this many.
        var html = string.Concat(Enumerable.Repeat(piece, 200_000));
        await Task.Run(() => HtmlText.Read(html)).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("<strong>a</strong> &amp; b\n c", 100, "a & b c")]
    [InlineData("abcdef", 3, "abc")]
    [InlineData("ab😀", 3, "ab")]
    public void A_line_is_short_and_plain(string html, int max, string line) => HtmlText.Inline(html, max).ShouldBe(line);
}
