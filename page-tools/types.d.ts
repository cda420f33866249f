// What the page of the local workspace works with: Slack's shapes as far as the page reads them, and its own.
// Global, so that the scripts need no imports for types; nothing of it is served.

// Building the page

type Child = Node | string | number | null | undefined | false | Child[];
type Here = { currentTarget: HTMLElement; target: HTMLElement };
type Listeners = {
  [K in keyof HTMLElementEventMap as `on${K}`]?: (event: HTMLElementEventMap[K] & Here) => unknown;
};
/** Attributes, properties and listeners of a new element; what is undefined, null or false is left out. */
type Props = Listeners & { [name: string]: unknown };
type Made<T extends string> = T extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[T] : HTMLElement;
interface MenuItem {
  label: string;
  run: () => unknown;
  danger?: boolean;
}

// Slack's objects

interface TextObject {
  type: string;
  text: string;
  emoji?: boolean;
}
interface Option {
  value: string;
  text: TextObject;
  description?: TextObject;
  url?: string;
}
interface OptionGroup {
  label: TextObject;
  options: Option[];
}
interface Confirm {
  title: TextObject;
  text: TextObject;
  confirm: TextObject;
  deny: TextObject;
  style?: string;
}
interface User {
  id: string;
  key: string;
  name: string;
  real_name: string;
  title: string;
  tz: string;
  profile: { title: string };
}
interface Channel {
  id: string;
  name: string;
  user: string;
  is_im?: boolean;
  is_mpim?: boolean;
  is_private?: boolean;
  is_member?: boolean;
  is_archived?: boolean;
  is_general?: boolean;
  unread?: number;
  topic?: { value: string };
  purpose?: { value: string };
}
interface Usergroup {
  id: string;
  handle: string;
}
interface SlackFile {
  id: string;
  name: string;
  title: string;
  user: string;
  mimetype: string;
  filetype: string;
  size: number;
  alt_txt?: string;
}
interface Reaction {
  name: string;
  users: string[];
  count: number;
}
/** `ts` is seconds since 1970 with six decimals, as text; it is the message's id in its channel. */
interface Message {
  ts: string;
  user: string;
  text: string;
  subtype?: string;
  thread_ts?: string;
  blocks?: Block[];
  files?: SlackFile[];
  reactions?: Reaction[];
  state?: State;
  bot_id?: string;
  edited?: unknown;
  pinned_to?: string[];
  reply_count?: number;
  latest_reply?: string;
  is_ephemeral?: boolean;
  failed?: boolean; // a refusal that this page shows as a message
}
interface View {
  id: string;
  hash: string;
  title: TextObject;
  submit?: TextObject;
  close?: TextObject;
  blocks: Block[];
  state: { values: State };
}
interface Command {
  command: string;
  usage_hint: string;
  description: string;
}
interface Shortcut {
  type: "global" | "message";
  name: string;
  callback_id: string;
}

// Blocks and their elements

/** The block around an element, as far as an element needs it. */
interface Holder {
  type: string;
  block_id: string;
  dispatch_action?: boolean;
}
/** Any interactive element; which fields it has depends on its type. */
interface BlockElement {
  type: string;
  action_id: string;
  text?: TextObject;
  value?: string;
  url?: string;
  style?: string;
  placeholder?: TextObject;
  confirm?: Confirm;
  options?: Option[];
  option_groups?: OptionGroup[];
  accessibility_label?: string;
  alt_text?: string;
  image_url?: string;
  multiline?: boolean;
  is_decimal_allowed?: boolean;
  max_length?: number;
  max_files?: number;
  max_selected_items?: number;
  min_query_length?: number;
  filetypes?: string[];
  dispatch_action_config?: { trigger_actions_on?: string[] };
}
interface Picture {
  alt_text: string;
  image_url?: string;
  title?: TextObject;
}
/** A piece of a line; which fields it has depends on its type. */
interface RichPiece {
  type: string;
  text: string;
  name: string;
  url: string;
  user_id: string;
  channel_id: string;
  usergroup_id: string;
  range: string;
  value: string;
  timestamp: number;
  format: string;
  fallback?: string;
  style?: Record<string, boolean>;
}
interface RichPart {
  type: string;
  style?: string;
  indent?: number;
  offset?: number;
  elements?: (RichPiece & { elements?: RichPiece[] })[];
}
interface RichText {
  type: string;
  elements?: RichPart[];
}
/** A cell: rich text when it has elements, else a text or a value. */
type Cell = (RichText & { text?: string; value?: string | number }) | null;
interface Card {
  title?: TextObject;
  subtitle?: TextObject;
  body?: TextObject;
  hero_image?: Picture;
  icon?: Picture;
  actions?: BlockElement[];
}
interface Table {
  caption?: string;
  rows: Cell[][];
  column_settings?: { align?: string }[];
  page_size?: number;
}
interface Task {
  title: string;
  status: string;
  details?: RichText;
  output?: RichText;
  sources?: { url: string; text: string }[];
}
interface Segment {
  label: string;
  value: number;
}
interface Series {
  name: string;
  data: Segment[];
}
/** A pie has segments, every other chart series and their axis. */
interface Chart {
  type: string;
  segments?: Segment[];
  series?: Series[];
  axis_config?: { categories: string[]; x_label?: string; y_label?: string };
}
interface Blocks {
  section: { text?: TextObject; fields?: TextObject[]; accessory?: BlockElement };
  input: { label: TextObject; hint?: TextObject; optional?: boolean; element: BlockElement };
  image: Picture;
  card: Card;
  container: {
    title?: TextObject;
    rich_text_title?: RichText;
    subtitle?: TextObject;
    icon?: Picture;
    width?: string;
    is_collapsible?: boolean;
    default_collapsed?: boolean;
    has_header_divider?: boolean;
    child_blocks: Block[];
  };
  table: Table;
  data_table: Table;
  plan: { title: string; tasks: Task[] };
  task_card: Task;
  data_visualization: { title: string; chart: Chart };
  header: { text: TextObject };
  divider: object;
  context: { elements: (BlockElement & TextObject)[] };
  actions: { elements: BlockElement[] };
  rich_text: RichText;
  markdown: { text: string };
  alert: { text: TextObject; level?: string };
  carousel: { elements: (Card & Holder)[] };
  video: { title: TextObject; title_url?: string; video_url: string };
}
type BlockOf<K extends keyof Blocks> = Blocks[K] & Holder;
type Block = BlockOf<keyof Blocks>;

/** What an element holds, as Slack's state has it: a text, a number, an option, a list of either, or rich text. */
type Raw = any;
/** What the workspace knows to be entered: block, action, and what stands there. */
type State = Record<string, Record<string, { type: string; [name: string]: unknown }>>;
/** What was entered in one message or view and not yet sent, by "block/action"; `acts` where choosing is acting. */
interface Form {
  values: Map<string, Raw>;
  acts: boolean;
  state?: State;
  errors?: Record<string, string>;
  act: (element: BlockElement, block: Holder, raw: Raw) => Promise<unknown>;
  suggest: (element: BlockElement, block: Holder, typed: string) => Promise<Option[]>;
}
type DrawElement = (form: Form, block: Holder, element: BlockElement, props: Props) => HTMLElement;

// The workspace

/** A reply of the workspace; what is in it depends on what was asked for. */
type Reply = any;
interface Boot {
  me: string;
  bot: string;
  now: number;
  number: number;
  people: User[];
  channels: Channel[];
  usergroups: Usergroup[];
  commands: Command[];
  shortcuts: Shortcut[];
  views: View[];
}
/** One thing that happened, as it is sent to this tab; `number` counts up. */
interface FeedEntry {
  kind: string;
  number: number;
  channel: string;
  message: Message;
  ts: string;
  views: View[];
  view: View;
  text: string;
}
interface Details {
  channel: Channel;
  members: string[];
  pins: { message: Message }[];
  bookmarks: { link: string; title: string; emoji?: string }[];
}
/** What stands in the pane at the side. `ts` is the thread's, `words` are what is searched for. */
interface Panels {
  thread: { kind: "thread"; ts: string };
  pins: { kind: "pins" };
  members: { kind: "members" };
  files: { kind: "files" };
  search: { kind: "search"; words: string };
}
type Aside = Panels[keyof Panels];
/** Messages that are drawn already, by ts or day. */
type Drawn = Map<string, { item: unknown; node: HTMLElement }>;
type OpenThread = (ts: string) => unknown;
interface Offer {
  put: string;
  label: string;
  note: string;
}
