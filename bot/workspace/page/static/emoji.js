// The emoji that people and bots use most; an unknown name is shown as written.

const TABLE =
  `white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ warning ⚠️
rotating_light 🚨 no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 exclamation ❗ question ❓ grey_question ❔ bangbang ‼️ information_source ℹ️
hourglass ⌛ hourglass_flowing_sand ⏳ alarm_clock ⏰ stopwatch ⏱️ timer_clock ⏲️ clock1 🕐 clock3 🕒 clock9 🕘 watch ⌚ calendar 📅 date 📅 spiral_calendar_pad 🗓️
bell 🔔 no_bell 🔕 loudspeaker 📢 mega 📣 pushpin 📌 round_pushpin 📍 memo 📝 pencil 📝 pencil2 ✏️ page_facing_up 📄 clipboard 📋 bookmark 🔖
bookmark_tabs 📑 books 📚 book 📖 notebook 📓 file_folder 📁 open_file_folder 📂 card_index_dividers 🗂️ package 📦 inbox_tray 📥 outbox_tray 📤 email 📧
envelope ✉️ incoming_envelope 📨 mailbox 📫 scroll 📜 balance_scale ⚖️ scales ⚖️ classical_building 🏛️ office 🏢 lock 🔒 unlock 🔓 closed_lock_with_key 🔐 key 🔑
shield 🛡️ mag 🔍 mag_right 🔎 microscope 🔬 wrench 🔧 hammer_and_wrench 🛠️ gear ⚙️ link 🔗 paperclip 📎 computer 💻 desktop_computer 🖥️ iphone 📱
telephone_receiver 📞 phone ☎️ floppy_disk 💾 bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 fire 🔥 boom 💥 zap ⚡
red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵 white_circle ⚪ black_circle ⚫ large_purple_circle 🟣
red_square 🟥 large_green_square 🟩 large_yellow_square 🟨 white_large_square ⬜ black_large_square ⬛ white_medium_square ◻️ small_red_triangle 🔺
arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrows_counterclockwise 🔄 repeat 🔁 fast_forward ⏩ double_vertical_bar ⏸️ arrow_forward ▶️
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ hash #️⃣ new 🆕 ok 🆗 sos 🆘 up 🆙 wave 👋 thumbsup 👍 +1 👍 thumbsdown 👎 -1 👎 clap 👏 raised_hands 🙌
raised_hand ✋ hand ✋ pray 🙏 point_right 👉 eyes 👀 speech_balloon 💬 thought_balloon 💭 busts_in_silhouette 👥 bust_in_silhouette 👤 detective 🕵️
male-technologist 👨‍💻 female-technologist 👩‍💻 technologist 🧑‍💻 robot_face 🤖 ghost 👻 bug 🐛 construction 🚧 traffic_light 🚦 rocket 🚀 tada 🎉 star ⭐ sparkles ✨
heart ❤️ smile 😄 slightly_smiling_face 🙂 thinking_face 🤔 relieved 😌 sweat_smile 😅 house 🏠 earth_africa 🌍 globe_with_meridians 🌐 world_map 🗺️
flag-eu 🇪🇺 flag-de 🇩🇪 flag-ie 🇮🇪 flag-gb 🇬🇧 flag-us 🇺🇸 flag-fr 🇫🇷 flag-nl 🇳🇱 us 🇺🇸 gb 🇬🇧 de 🇩🇪 fr 🇫🇷`.split(/\s+/);

// If no font has emoji, plain characters replace them; those without one show their name, never an empty box.
const PLAIN =
  `white_check_mark ✔ heavy_check_mark ✔ ballot_box_with_check ☑ x ✘ warning ⚠ rotating_light ⚠ no_entry ⊘ no_entry_sign ⊘ exclamation ! question ?
information_source ℹ hourglass ◔ hourglass_flowing_sand ◔ alarm_clock ◷ stopwatch ◷ clock1 ◷ clock3 ◷ clock9 ◷ bell ♪ pushpin ⚑ round_pushpin ⚑ memo ✎ pencil ✎ pencil2 ✎
page_facing_up ▤ clipboard ▤ scroll ▤ book ▤ books ▤ calendar ▦ date ▦ spiral_calendar_pad ▦ envelope ✉ email ✉ incoming_envelope ✉ balance_scale ⚖ scales ⚖ lock ⚿ closed_lock_with_key ⚿ key ⚿
gear ⚙ wrench ⚙ hammer_and_wrench ⚒ phone ☎ telephone_receiver ☎ red_circle ● large_orange_circle ◕ large_yellow_circle ◐ large_green_circle ◎ large_blue_circle ◍ white_circle ○ black_circle ●
white_large_square ☐ black_large_square ■ arrow_right → arrow_left ← arrow_up ↑ arrow_down ↓ arrows_counterclockwise ↻ repeat ↻ thumbsup ☝ +1 ☝ raised_hands ☺ eyes ◉ wave ☺ star ★ heart ♥ smile ☺
mag ⌕ mag_right ⌕ speech_balloon … shield ⛨ link ∞ bookmark ⚑ fast_forward » black_small_square ▪`.split(/\s+/);

function coloured() {
  const pen = Object.assign(document.createElement("canvas"), { width: 20, height: 20 }).getContext("2d", {
    willReadFrequently: true,
  });
  if (!pen) return false;
  pen.font = "16px sans-serif";
  pen.fillText("😀", 0, 16);
  const dots = pen.getImageData(0, 0, 20, 20).data;
  return dots.some((_, at) => at % 4 === 0 && dots[at] !== dots[at + 2]);
}

/** @param {string[]} flat */
const pairs = (flat) => new Map(flat.flatMap((word, at) => (at % 2 ? [] : [[word, flat[at + 1]]])));
const named = pairs(TABLE),
  signs = pairs(PLAIN),
  colours = coloured();
export const EMOJI = colours ? named : signs;

// Emoji that arrive as characters, not as names.
/** @param {string} sign */
const bare = (sign) => sign.replaceAll("\ufe0f", "");
const instead = new Map(
  [...named].filter(([name]) => signs.has(name)).map(([name, sign]) => [bare(sign), signs.get(name)]),
);
/** @param {string} text */
const drawn = (text) =>
  colours ? text : text.replace(/\p{Extended_Pictographic}\ufe0f?/gu, (sign) => instead.get(bare(sign)) ?? sign);

/** @param {string} text */
export const withEmoji = (text) => drawn(text).replace(/:([a-z0-9_+'-]+):/g, (whole, name) => EMOJI.get(name) ?? whole);
export const QUICK = ["white_check_mark", "eyes", "+1", "raised_hands", "warning", "question"];
